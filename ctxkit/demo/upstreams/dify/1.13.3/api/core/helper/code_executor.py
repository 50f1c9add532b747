import logging

import httpx

from configs import dify_config

logger = logging.getLogger(__name__)


class CodeExecutionError(Exception):
    pass


class CodeExecutor:
    @classmethod
    def execute_code(cls, language: str, code: str) -> str:
        """Have the sandbox run a piece of code and return what it printed."""
        headers = {"X-Api-Key": dify_config.CODE_EXECUTION_API_KEY}
        try:
            response = httpx.post(
                f"{dify_config.CODE_EXECUTION_ENDPOINT}/v1/sandbox/run",
                json={"language": language, "code": code},
                headers=headers,
            )
        except httpx.RequestError as e:
            raise CodeExecutionError(f"The sandbox cannot be reached, is its container running? ({e})") from e
        if response.status_code != 200:
            raise CodeExecutionError(f"The sandbox answered with status {response.status_code}")
        body = response.json()
        if body["code"] != 0:
            logger.error("Sandbox refused %s code: %s", language, body["message"])
            raise CodeExecutionError(f"Got error code {body['code']} from the sandbox: {body['message']}")
        return body["data"]["stdout"]
