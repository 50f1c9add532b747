"""The blueprint of the service API, in the form of Dify's own, for the references of rows."""

from flask import Blueprint

bp = Blueprint("service_api", __name__, url_prefix="/v1")
