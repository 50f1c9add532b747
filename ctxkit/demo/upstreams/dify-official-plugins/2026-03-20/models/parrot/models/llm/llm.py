import logging

import requests

logger = logging.getLogger(__name__)


class CredentialsValidateFailedError(Exception):
    pass


class ParrotLargeLanguageModel:
    def validate_credentials(self, model: str, credentials: dict) -> None:
        """Ask the server whether it knows the key."""
        base = credentials.get("parrot_api_base") or "http://parrot:8080"
        response = requests.get(f"{base}/models/{model}", headers={"Authorization": credentials["parrot_api_key"]})
        if response.status_code != 200:
            raise CredentialsValidateFailedError(f"Parrot refused the key for {model}: {response.text}")

    def invoke(self, model: str, prompt: str) -> str:
        logger.info("Parrot repeats %s characters for %s", len(prompt), model)
        return prompt
