from flask import Blueprint
from flask_restx import Api, Namespace

bp = Blueprint("inner_api", __name__, url_prefix="/inner/api")

api = Api(bp)

inner_api_ns = Namespace("inner_api", description="What the plugin daemon calls", path="/")

from . import plugin

api.add_namespace(inner_api_ns)
