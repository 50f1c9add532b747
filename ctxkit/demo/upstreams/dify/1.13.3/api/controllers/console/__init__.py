from flask import Blueprint
from flask_restx import Api, Namespace

bp = Blueprint("console", __name__, url_prefix="/console/api")

api = Api(bp)

console_ns = Namespace("console", description="What the web front end calls", path="/")

from . import files

api.add_namespace(console_ns)
