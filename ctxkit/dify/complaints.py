"""What users complain of, in their own words, and the settings that decide it: words that neither a
setting nor a message of a program has.

Not here: failures in the words of programs (`causes.py`, `library_failures.py`), what a word may be
about (`readings.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"


class UserComplaint(Row, frozen=True, kw_only=True):
    """What users say, in several languages, where one of `settings` is not as it must be."""

    said: tuple[str, ...]
    settings: tuple[str, ...]


COMPLAINTS = (
    UserComplaint(
        said=(
            "images are broken and previews do not load",
            "links of files point to the wrong host",
            "download link does not open",
            "画像やファイルのリンクが開けない",
            "图片裂开，文件链接打不开",
        ),
        settings=("FILES_URL",),
        since="1.8.1",
        reference=_EXAMPLE + "FILES_URL",
        sample="images are broken and previews do not load",
    ),
    UserComplaint(
        said=(
            "the model or a plugin cannot fetch the uploaded file or image",
            "プラグインやモデルが画像を取得できない",
            "插件或模型读不到上传的文件和图片",
        ),
        settings=("INTERNAL_FILES_URL", "FILES_URL"),
        since="1.8.1",
        reference=_EXAMPLE + "INTERNAL_FILES_URL",
        sample="the model or a plugin cannot fetch the uploaded file or image",
    ),
    UserComplaint(
        said=(
            "the link in the invitation mail has no host",
            "reset link opens localhost",
            "招待メールのリンクにホストがない",
            "邀请邮件里的链接没有域名",
        ),
        settings=("CONSOLE_WEB_URL",),
        since="1.8.1",
        reference=_EXAMPLE + "CONSOLE_WEB_URL",
        sample="reset link opens localhost",
    ),
    UserComplaint(
        said=(
            "the address of the API that is shown is wrong",
            "表示されるAPIのベースURLが違う",
            "页面上显示的API地址不对",
        ),
        settings=("SERVICE_API_URL",),
        since="1.8.1",
        reference=_EXAMPLE + "SERVICE_API_URL",
        sample="the address of the API that is shown is wrong",
    ),
    UserComplaint(
        said=(
            "the share link of an app points to another host",
            "公開アプリのURLが違う",
            "分享链接的域名不对",
        ),
        settings=("APP_WEB_URL",),
        since="1.8.1",
        reference=_EXAMPLE + "APP_WEB_URL",
        sample="the share link of an app points to another host",
    ),
    UserComplaint(
        said=(
            "long answers are cut off by a gateway timeout, 504 while the model thinks",
            "長い回答が途中で504になる",
            "长回答时网关超时504",
        ),
        settings=("GUNICORN_TIMEOUT", "NGINX_PROXY_READ_TIMEOUT"),
        since="1.8.1",
        reference=_EXAMPLE + "GUNICORN_TIMEOUT",
        sample="長い回答が途中で504になる",
    ),
    UserComplaint(
        said=(
            "tokens and price are shown as zero",
            "トークン数が0と表示される",
            "token用量一直显示为0",
        ),
        settings=("PLUGIN_BASED_TOKEN_COUNTING_ENABLED",),
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_BASED_TOKEN_COUNTING_ENABLED",
        sample="tokens and price are shown as zero",
    ),
    UserComplaint(
        said=(
            "all users seem to come from the address of the proxy",
            "links are http although we use https",
            "リバースプロキシのIPしか記録されない",
            "获取不到真实IP，都是代理的地址",
        ),
        settings=("RESPECT_XFORWARD_HEADERS_ENABLED",),
        since="1.8.1",
        reference=_EXAMPLE + "RESPECT_XFORWARD_HEADERS_ENABLED",
        sample="links are http although we use https",
    ),
    UserComplaint(
        said=(
            "the page may not be framed and stays blank on another site",
            "他サイトに埋め込むと真っ白になる",
            "嵌入其他网站显示空白",
        ),
        settings=("ALLOW_EMBED",),
        since="1.8.1",
        reference=_EXAMPLE + "ALLOW_EMBED",
        sample="他サイトに埋め込むと真っ白になる",
    ),
    UserComplaint(
        said=(
            "the database grows and the disk is full of old runs and messages",
            "古いログでディスクがいっぱいになる",
            "旧的运行日志和消息把磁盘占满",
        ),
        settings=(
            "WORKFLOW_LOG_CLEANUP_ENABLED",
            "WORKFLOW_LOG_RETENTION_DAYS",
            "ENABLE_CLEAN_MESSAGES",
        ),
        since="1.8.1",
        reference=_EXAMPLE + "WORKFLOW_LOG_CLEANUP_ENABLED",
        sample="古いログでディスクがいっぱいになる",
    ),
    UserComplaint(
        said=("times in the log are some hours off", "ログの時刻がずれる", "日志时间差8小时"),
        settings=("LOG_TZ",),
        since="1.8.1",
        reference=_EXAMPLE + "LOG_TZ",
        sample="times in the log are some hours off",
    ),
    UserComplaint(
        said=(
            "the callback of a webhook or trigger shows localhost",
            "トリガーのURLがlocalhostになる",
            "触发器或webhook的地址是localhost",
        ),
        settings=("TRIGGER_URL",),
        since="1.11.4",
        reference=_EXAMPLE + "TRIGGER_URL",
        sample="the callback of a webhook or trigger shows localhost",
    ),
    UserComplaint(
        said=(
            "the endpoint of a plugin shows localhost",
            "プラグインのエンドポイントがlocalhostになる",
            "插件的端点地址是localhost",
        ),
        settings=("ENDPOINT_URL_TEMPLATE",),
        since="1.8.1",
        reference=_EXAMPLE + "ENDPOINT_URL_TEMPLATE",
        sample="the endpoint of a plugin shows localhost",
    ),
)
