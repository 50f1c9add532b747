from flask_restx import Resource

from controllers.inner_api import inner_api_ns


@inner_api_ns.route("/invoke/tool")
class PluginInvokeToolApi(Resource):
    def post(self):
        """Run a tool for a plugin."""
        return {"data": "done"}
