"""Who sends mail."""


def init_app(dify_config):
    mail_type = dify_config.MAIL_TYPE
    return mail_type == "smtp"
