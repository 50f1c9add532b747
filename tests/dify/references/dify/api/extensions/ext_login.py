"""The answer where there is no session, in the form of Dify's own, for the references of rows."""


def register(login_manager):
    @login_manager.unauthorized_handler
    def unauthorized_handler():
        return {"code": "unauthorized"}, 401
