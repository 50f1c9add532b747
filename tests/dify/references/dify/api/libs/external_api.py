"""The handlers of errors, in the form of Dify's own, for the references of rows."""


def register_handlers(api):
    api.errorhandler(ValueError)(lambda error: ({"code": "invalid"}, 400))
