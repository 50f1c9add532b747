"""The storage of files."""


class Storage:
    def init_app(self, dify_config):
        self.runner = self.get_storage_factory(dify_config.STORAGE_TYPE)()
