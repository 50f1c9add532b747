from ctxkit.model import ConfigUse
from tests.extract.annotated import check


def test_keys_by_path_and_by_name() -> None:
    check("sandbox_yaml/conf/config.yaml", ConfigUse)
