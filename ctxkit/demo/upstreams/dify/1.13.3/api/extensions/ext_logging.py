import logging
import sys
from logging.handlers import RotatingFileHandler

from configs import dify_config


def init_app(app) -> None:
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stdout)]
    if dify_config.LOG_FILE:
        handlers.append(RotatingFileHandler(dify_config.LOG_FILE))
    logging.basicConfig(level=dify_config.LOG_LEVEL, format=dify_config.LOG_FORMAT, handlers=handlers, force=True)
