"""The channel over which workers tell the api what happens."""


def channel_of(dify_config):
    return dify_config.PUBSUB_REDIS_CHANNEL_TYPE == "streams"
