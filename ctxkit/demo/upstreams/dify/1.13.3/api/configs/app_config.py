from pydantic_settings import BaseSettings, SettingsConfigDict

from configs.feature import FeatureConfig


class DifyConfig(FeatureConfig, BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")
