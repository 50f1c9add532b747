from ctxkit.model import ConfigKey
from tests.extract.annotated import check


def test_credentials_of_a_model_provider() -> None:
    check("plugin_yaml/models/acme/provider/acme.yaml", ConfigKey)


def test_credentials_of_a_tool_and_of_its_endpoint() -> None:
    check("plugin_yaml/tools/acme/provider/acme_tool.yaml", ConfigKey)
