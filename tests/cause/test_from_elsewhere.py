"""What decides a statement from elsewhere: who made the object of its method, what filled one, who
refused a request before its handler; and a package with a function of the same name.
"""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.model import Fact, LogTemplate, Raise, Route, Symbol
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class DrumConfig(BaseSettings):
    DRUM_TRACED: bool = Field(description="Whether drums are traced", default=False)
    DRUM_LENT: bool = Field(description="Whether drums are lent", default=False)
    DRUM_SOLD: bool = Field(description="Whether drums are sold", default=False)
    DRUM_PLACE: str = Field(description="Where drums are", default="shed")
    DRUM_URL: str = Field(description="Where drums are asked for", default="http://drums")
    DRUM_SIZE: int = Field(description="Of a drum", default=3)
    DRUM_NOISE: int = Field(description="Of a drum", default=3)
    LOG_LEVEL: str = Field(description="Of the log", default="INFO")
    DRUM_MEMBERS: bool = Field(description="Whether only members", default=False)
    DRUM_TRIALS: bool = Field(description="Whether drums are tried", default=True)
    DRUM_SALES: str = Field(description="Who sells drums", default="")
    DRUM_AGENT_KEY: str = Field(description="Of the agent", default="")
    DRUM_BAN: int = Field(description="How long drummers are banned", default=60)
    DRUM_NEWS: bool = Field(description="Whether drums are announced", default=False)
    DRUM_SKIN: str = Field(description="Of a drum", default="calf")
    DRUM_STAND: str = Field(description="Of a drum", default="")

    @property
    def drum_on_stand(self) -> str:
        if self.DRUM_STAND:
            return self.DRUM_STAND
        return self._default_stand()

    def _default_stand(self) -> str:
        return self.DRUM_PLACE
"""
ERRORS = """class TooLarge(Exception):
    pass


class MuchTooLarge(TooLarge):
    pass


class TooLoud(Exception):
    pass


class DrumNotLent(BaseHTTPException):
    error_code = "drum_not_lent"
    description = "This drum is not lent."
    code = 409
"""
WORKSHOP = """from configs import dify_config
from libs.drum_errors import MuchTooLarge, TooLarge, TooLoud


def build(drum):
    if drum.noise > dify_config.DRUM_NOISE:
        raise TooLoud("the drum is too loud")
    if drum.size > 2 * dify_config.DRUM_SIZE:
        raise MuchTooLarge("the drum is much too large")
    return measure(drum)


def measure(drum):
    if drum.size > dify_config.DRUM_SIZE:
        raise TooLarge("the drum is too large")
    return drum
"""
REHEARSAL = """import logging

logger = logging.getLogger(__name__)


def rehearse():
    logger.debug("the drum hums in the rehearsal")
"""
OTHER = """from libs.other_errors import TooLarge


class FileNotFoundError(Exception):
    pass


def pack(box):
    if box.size > 9:
        raise TooLarge("the box is too large")
"""
CONTROLLER = """import logging
from functools import wraps

from configs import dify_config
from libs import drum_errors
from libs.drum_errors import TooLoud
from libs.guests import guests_only
from services.workshop import build

logger = logging.getLogger(__name__)


def members_only(view):
    @wraps(view)
    def decorated(*args, **kwargs):
        if dify_config.DRUM_MEMBERS:
            abort(404)
        return view(*args, **kwargs)

    return decorated


def many_refusals(view):
    def decorated(kind):
        if dify_config.DRUM_MEMBERS:
            abort(404)
        if kind == "small":
            abort(404)
        if kind == "large":
            abort(404)
        if kind == "huge":
            abort(404)
        return view(kind)

    return decorated


class DrumApi:
    def post(self, drum):
        try:
            return build(drum)
        except drum_errors.TooLarge:
            logger.exception("no room for the drum")

    def put(self, drum):
        try:
            return build(drum)
        except TooLoud:
            logger.exception("the neighbours of the drum complain")

    def patch(self, drum):
        try:
            return build(drum)
        except Exception:
            logger.exception("something is wrong with the drum")

    def head(self, drum):
        try:
            return build(drum)
        except FileNotFoundError:
            logger.exception("the drum is nowhere")

    @members_only
    def get(self):
        return {}

    @many_refusals
    def delete(self):
        return {}

    @permitted(tuning_required=True)
    def trace(self):
        return {}

    @on_trial
    def options(self):
        return {}

    @limited
    def search(self):
        return {}


def limited(view):
    def decorated():
        if beats() > dify_config.DRUM_NOISE:
            abort(
                429,
                "too many beats",
            )
        return view()

    return decorated


def permitted(playing_required=False, tuning_required=False):
    def interceptor(view):
        def decorated(kind):
            if playing_required:
                if kind == "none":
                    abort(403)
                if dify_config.DRUM_NOISE > 3:
                    abort(403)
                if kind == "all":
                    abort(403)
            if tuning_required:
                if dify_config.DRUM_PLACE == "shed":
                    abort(403)
            return view(kind)

        return decorated

    return interceptor


def on_trial(view):
    def decorated():
        if dify_config.DRUM_TRIALS:
            return view()

        abort(403)

    return decorated


class BeatApi(Resource):
    def post(self):
        if dify_config.DRUM_LENT:
            self.lend()
        else:
            raise DrumNotLent()

    def put(self):
        if dify_config.DRUM_PLACE == "shed":
            raise NotFound()
        if dify_config.DRUM_NOISE > 3:
            raise DrumNotLent()


class KeyApi(Resource):
    @on_trace
    def get(self):
        return {}


def on_trace(view):
    def decorated():
        if dify_config.DRUM_TRACED:
            if signed():
                abort(403)
        return view()

    return decorated


def signed():
    return sign(2)


def sign(count):
    return keep(count)


def keep(count):
    return count == dify_config.DRUM_AGENT_KEY


class GuestApi(Resource):
    @guests_only
    def get(self):
        return {}


class MemberApi(Resource):
    method_decorators = [members_only]

    def get(self):
        return {}


class LentApi(MemberApi):
    def post(self):
        return {}


@overload
def with_ticket(view): ...


@overload
def with_ticket(view=None, *, kind=""): ...


def with_ticket(view=None, *, kind=""):
    def decorator(view):
        def decorated():
            ticket = check_ticket(kind)
            watch(ticket)
            return view()

        return decorated

    return decorator if view is None else decorator(view)


def check_ticket(kind):
    if dify_config.DRUM_STAND:
        raise Unauthorized("no ticket for the drum")
    if kind == "old":
        raise Forbidden("the ticket is old")
    if kind == "torn":
        raise Forbidden("the ticket is torn")
    if kind == "wet":
        raise Forbidden("the ticket is wet")
    if kind == dify_config.DRUM_SKIN:
        raise Forbidden("the ticket is of skin")


def watch(ticket):
    if ticket.size > dify_config.DRUM_SIZE:
        return guards().forbidden(ticket)


class CoatApi(Resource):
    def get(self):
        return hang_coat(self.coat)


def hang_coat(coat):
    if dify_config.DRUM_LENT:
        raise NotFound("no room for the coat")
    return coat


def with_badge(view):
    def decorator(view):
        def decorated():
            if dify_config.DRUM_STAND:
                raise NotFound("no badge")
            show_badge(dify_config.DRUM_SKIN)
            return view()

        return decorated

    return decorator(view)


def show_badge(skin):
    if skin == dify_config.DRUM_SALES:
        raise NotFound("no such badge")
    if skin == dify_config.DRUM_AGENT_KEY:
        raise Forbidden("a badge of an agent")


class BadgeApi(Resource):
    @with_badge
    def get(self):
        return {}


class TicketApi(Resource):
    @with_ticket
    def get(self):
        return {}
"""
SHOP = """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


class Shop:
    def __init__(self):
        self._seller = None

    def open(self):
        sales = dify_config.DRUM_SALES
        match sales:
            case "agent":
                key = dify_config.DRUM_AGENT_KEY
                agents.key = key
                self._seller = agents.Agent
            case "own":
                self._seller = Own(dify_config.DRUM_PLACE)

    def sell(self):
        if self._seller is not None:
            logger.info("somebody sells the drum")


class Bans:
    @staticmethod
    def ban(name):
        key = f"drum_ban:{name}"
        store.setex(key, dify_config.DRUM_BAN, 1)

    @staticmethod
    def ban_loudly(name):
        note(f"drum_ban:{name}")
        store.setex(f"drum_noise:{name}", dify_config.DRUM_NOISE, 1)

    @staticmethod
    def is_banned(name):
        key = f"drum_ban:{name}"
        return store.get(key)


def beat(name):
    if Bans.is_banned(name):
        raise ValueError("the drummer is banned")


def announce(sender):
    logger.info("the drum is announced")


def init_app(app):
    if not dify_config.DRUM_NEWS:
        return
    started.connect(announce, app)


class SkinOptions(BaseModel):
    skin: str = Skin.GOAT

    def stretch(self):
        if self.skin == "calf":
            logger.info("the skin is of a calf")


class HoopOptions(BaseModel):
    hoop: str = "wood"

    @model_validator(mode="before")
    @classmethod
    def check(cls, values):
        values.setdefault("hoop", dify_config.DRUM_PLACE)
        values.setdefault("other", dify_config.DRUM_SKIN)
        if values["hoop"] == "iron":
            raise ValueError("the hoop is of iron")
        return values


class Hoops:
    def __init__(self, options: HoopOptions):
        self._options = options

    def bend(self):
        if self._options.hoop == "wood":
            logger.info("the hoop is of wood")


def options():
    return SkinOptions(skin=dify_config.DRUM_SKIN)
"""
START = """#!/bin/sh
exec drums --level "${LOG_LEVEL:-INFO}"
"""
GUESTS = """from configs import dify_config


def guests_only(view):
    def decorated():
        if dify_config.{setting}:
            abort(403)
        return view()

    return decorated
"""
DRUMS = """import logging

import drumkit

from configs import dify_config
from libs.tuning import tune

logger = logging.getLogger(__name__)


class DrumTracer:
    def on_beat(self, beat):
        logger.info("the drum was beaten")


def band():
    layers = []
    if dify_config.DRUM_TRACED:
        layers.append(DrumTracer())
    return layers


class Features:
    lent: bool = False
    sold: bool = False


def features():
    found = Features()
    _fill(found)
    _sell(found, dify_config.DRUM_SOLD)
    return found


def _fill(found):
    found.lent = dify_config.DRUM_LENT


def _sell(found, sold):
    found.sold = sold


def lend():
    if not features().lent:
        raise ValueError("no drum is lent")


def sell():
    if not features().sold:
        raise ValueError("no drum is sold")


def ask():
    logging.basicConfig(level=dify_config.LOG_LEVEL)
    return dify_config.DRUM_URL


def hum():
    logger.debug("the drum hums")
    logger.info("the drum hums aloud")


def stand():
    if dify_config.drum_on_stand == "floor":
        raise ValueError("the drum stands on the floor")


def open_kit(name):
    return name + dify_config.DRUM_PLACE


def kit(name):
    try:
        drumkit.open_kit(name)
    except OSError as e:
        raise ValueError("the kit stays shut")


def own_kit(name):
    try:
        open_kit(name)
    except OSError as e:
        raise ValueError("our kit stays shut")
"""
PLUGIN = """class Drum:
    def beat(self, url):
        if not url.startswith("http"):
            raise ValueError("the drum has no address: set DRUM_URL of the api first")
"""
ROUTER = """package server

func (app *App) Routes(engine *gin.Engine, config *app.Config) {
	drums := engine.Group("/drums")
	drums.Use(CheckDrummer(config.DrummerKey))
	drums.Use(FindDrum(config.DrumRoll))
	drummers(drums)

	admin := engine.Group("/admin")
	admin.Use(CheckAdmin(config.AdminKey))
	admins(admin)
	engine.POST("/roll", Rolled(config.DrumRoll))
}

func drummers(group *gin.RouterGroup) {
	group.POST("/beat", Beat)
}

func admins(group *gin.RouterGroup) {
	group.POST("/mute", Mute)
}
"""
MIDDLEWARE = """package server

func CheckDrummer(key string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("X-Key") != key {
			c.AbortWithStatusJSON(401, refused())
			return
		}
	}
}

func FindDrum(roll int) gin.HandlerFunc {
	return func(c *gin.Context) {
		find(c, roll)
	}
}

func find(c *gin.Context, roll int) {
	if c.Param("drum") == roll {
		c.AbortWithStatusJSON(
			404,
			missing(),
		)
	}
}

func CheckAdmin(key string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("X-Admin") != key {
			c.AbortWithStatusJSON(401, refused())
			return
		}
	}
}
"""
BEAT = """package server

func Beat(c *gin.Context) {
	c.JSON(200, "beaten")
}

func Mute(c *gin.Context) {
	c.JSON(200, "muted")
}

func Drill(config *app.Config) gin.HandlerFunc {
	return func(c *gin.Context) {
		serveDrill(c, config.DrillTimeout, config.DrumRoll)
	}
}
"""
GO_CONFIG = """package app

type Config struct {
	DrummerKey string `envconfig:"DRUMMER_KEY"`
	AdminKey   string `envconfig:"ADMIN_KEY"`
	DrillTimeout int `envconfig:"DRILL_TIMEOUT"`
	DrumRoll   int `envconfig:"DRUM_ROLL"`
}
"""
FILES = {
    "dify": {
        "api/configs/drums/__init__.py": CONFIG,
        "api/services/drums.py": DRUMS,
        "scripts/rehearsal.py": REHEARSAL,
        "api/libs/tuning.py": "def tune():\n    return 1\n",
        "api/libs/drum_errors.py": ERRORS,
        "api/services/workshop.py": WORKSHOP,
        "api/services/packing.py": OTHER,
        "api/controllers/drums.py": CONTROLLER,
        "api/services/shop.py": SHOP,
        "api/controllers/guests.py": GUESTS.format(setting="DRUM_SOLD"),
        "api/libs/guests.py": GUESTS.format(setting="DRUM_LENT"),
        "api/docker/entrypoint.sh": START,
    },
    "dify-official-plugins": {"tools/drum/drum.py": PLUGIN},
    "dify-plugin-daemon": {
        "internal/server/router.go": ROUTER,
        "internal/server/middleware.go": MIDDLEWARE,
        "internal/server/beat.go": BEAT,
        "internal/types/app/config.go": GO_CONFIG,
    },
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    return Code(*build(tmp_path_factory.mktemp("drums"), changed=FILES))


def cause(code: Code, words: str, text: str = "") -> StatementCause:
    facts: list[Fact] = [*code.index.all(Raise), *code.index.all(LogTemplate)]
    [fact] = [f for f in facts if words in getattr(f, "template", "")]
    return cause_of(Code(code.index, code.sources), fact, text or words)


def named(found: StatementCause, text: str) -> list[str]:
    return [decider.use.name for decider in deciding(found.decides, text)]


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        # the object of the method is made only then
        ("the drum was beaten", ["DRUM_TRACED"]),
        # a function that the object is given writes the field, and no other
        ("no drum is lent", ["DRUM_LENT"]),
        ("no drum is sold", ["DRUM_SOLD"]),
        # the package's function, not the module's
        ("the kit stays shut", []),
        ("our kit stays shut", ["DRUM_PLACE"]),
        # of the errors of what was called, only those that the handler handles
        ("no room for the drum", ["DRUM_SIZE"]),
        ("the neighbours of the drum complain", ["DRUM_NOISE"]),
        ("something is wrong with the drum", ["DRUM_NOISE", "DRUM_SIZE"]),
        # what keeps a value by the key by which it is read
        ("the drummer is banned", ["DRUM_BAN"]),
        # where a function is handed over, not called
        ("the drum is announced", ["DRUM_NEWS"]),
        # whether a field is set at all is decided where it is set, not by what it is set to
        ("somebody sells the drum", ["DRUM_SALES"]),
        # the default of a field hides nobody who gives it another value
        ("the skin is of a calf", ["DRUM_SKIN"]),
        # what a validator fills in
        ("the hoop is of iron", ["DRUM_PLACE"]),
        ("the hoop is of wood", ["DRUM_PLACE"]),
        # what a property of the configuration is made of, not the property
        ("the drum stands on the floor", ["DRUM_STAND"]),
        # of Python, though a class elsewhere has the name: who may have raised it is not known
        ("the drum is nowhere", ["DRUM_NOISE", "DRUM_SIZE"]),
    ],
)
def test_what_decides(code: Code, words: str, settings: list[str]) -> None:
    assert named(cause(code, words), words) == settings


def test_the_level_decides_whether_a_line_for_debugging_is_written(code: Code) -> None:
    facts = {fact.template: fact for fact in code.index.all(LogTemplate)}
    levels = {"the drum hums": ["LOG_LEVEL"]}
    for words in ("the drum hums", "the drum hums aloud", "the drum hums in the rehearsal"):
        settings = levels.get(words, [])
        found = cause_of(Code(code.index, code.sources), facts[words], words)
        assert named(found, words) == settings
    # The program that reads it is shown, not the script that starts it.
    found = cause_of(Code(code.index, code.sources), facts["the drum hums"], "the drum hums")
    assert [(p.location.path, p.text) for p in found.guards] == [
        ("api/services/drums.py", "logging.basicConfig(level=dify_config.LOG_LEVEL)")
    ]


def test_what_was_passed_where_a_function_is_handed_over_is_shown(code: Code) -> None:
    found = cause(code, "the drum is announced")
    assert [(p.text, p.why) for p in found.guards] == [
        ("if not dify_config.DRUM_NEWS:", "check passed before of the caller")
    ]


def test_a_plugin_names_a_setting_of_the_api(code: Code) -> None:
    text = "the drum has no address: set DRUM_URL of the api first"
    found = cause(code, "the drum has no address", text)
    assert [decider.use.name for decider in found.decides] == ["DRUM_URL"]


GIN = '[GIN] 2026/01/08 - 06:13:29 | {} | 41.332µs | 172.18.0.9 | POST "/{}"'


@pytest.mark.parametrize(
    ("handler", "status", "settings"),
    [
        ("Beat", 401, ["DrummerKey"]),
        ("Mute", 401, ["AdminKey"]),
        ("Beat", 409, []),
        ("Beat", 200, []),
    ],
)
def test_a_request_is_refused_before_its_handler(
    code: Code, handler: str, status: int, settings: list[str]
) -> None:
    [fact] = [s for s in code.index.all(Symbol) if s.name == handler]
    found = cause_of(Code(code.index, code.sources), fact, GIN.format(status, "drums/beat"))
    assert [decider.use.name for decider in found.decides] == settings
    refusals = [place for place in found.guards if place.why == f"answers {status}"]
    assert len(refusals) == len(settings)


def test_a_request_that_a_middleware_answers_otherwise_is_decided_by_nothing(code: Code) -> None:
    """That it did is shown: a drum that is not found has many reasons."""
    [fact] = [s for s in code.index.all(Symbol) if s.name == "Beat"]
    found = cause_of(Code(code.index, code.sources), fact, GIN.format(404, "drums/beat"))
    assert found.decides == ()
    answers = [p.text for p in found.guards if p.why in ("answers 404", "condition")]
    assert answers == ['if c.Param("drum") == roll {', "404,"]


@pytest.mark.parametrize(
    ("status", "settings"), [(500, ["DrumRoll"]), (200, []), (302, []), (0, ["DrumRoll"])]
)
def test_nothing_decides_a_request_that_was_answered(
    code: Code, status: int, settings: list[str]
) -> None:
    [fact] = [route for route in code.index.all(Route) if route.name == "/roll"]
    text = GIN.format(status, "roll") if status else "no answer from /roll"
    found = cause_of(Code(code.index, code.sources), fact, text)
    assert [decider.use.name for decider in found.decides] == settings


@pytest.mark.parametrize(("status", "settings"), [(504, ["DrillTimeout"]), (200, [])])
def test_a_request_that_took_too_long_is_limited_by_what_its_handler_gives(
    code: Code, status: int, settings: list[str]
) -> None:
    [fact] = [s for s in code.index.all(Symbol) if s.name == "Drill"]
    found = cause_of(Code(code.index, code.sources), fact, GIN.format(status, "drums/drill"))
    assert [decider.use.name for decider in found.decides] == settings


@pytest.mark.parametrize(
    ("words", "raised"),
    [
        # by the class and its module: not the box, nor a class of another name
        ("no room for the drum", ['raise TooLarge("the drum is too large")']),
        ("the neighbours of the drum complain", ['raise TooLoud("the drum is too loud")']),
        ("something is wrong with the drum", []),
    ],
)
def test_where_what_is_handled_is_raised(code: Code, words: str, raised: list[str]) -> None:
    found = cause(code, words)
    assert [place.text for place in found.guards if place.why.startswith("raises ")] == raised


@pytest.mark.parametrize(
    ("method", "status", "settings"),
    [
        ("get", 404, ["DRUM_MEMBERS"]),
        ("get", 403, []),
        ("get", 200, []),
        ("delete", 404, []),  # of many answers none is the one
        ("trace", 403, ["DRUM_PLACE"]),  # but that which the decorator was given
        ("options", 403, ["DRUM_TRIALS"]),  # what would have let it through
        ("BeatApi.post", 409, ["DRUM_LENT"]),  # an error of its own that has the status
        ("BeatApi.put", 404, ["DRUM_PLACE"]),
        ("BeatApi.put", 409, ["DRUM_NOISE"]),
        ("BeatApi.put", 403, []),
        ("GuestApi.get", 403, ["DRUM_LENT"]),  # the one that the file imports
        ("search", 429, ["DRUM_NOISE"]),  # on several lines
        ("MemberApi.get", 404, ["DRUM_MEMBERS"]),  # the decorator of all methods of a class
        ("LentApi.post", 404, ["DRUM_MEMBERS"]),  # or of one that it is derived from
        # by its own decorator, not by one inside another; of what that calls a refusal alone
        ("BadgeApi.get", 404, ["DRUM_STAND"]),
        ("BadgeApi.get", 403, ["DRUM_AGENT_KEY", "DRUM_SKIN"]),
        ("CoatApi.get", 404, ["DRUM_LENT"]),  # a function that the handler calls
        ("CoatApi.get", 403, []),
        ("TicketApi.get", 401, ["DRUM_STAND"]),  # a function that the decorator calls
    ],
)
def test_a_decorator_answers_before_its_function(
    code: Code, method: str, status: int, settings: list[str]
) -> None:
    name = method if "." in method else f"DrumApi.{method}"
    [fact] = [s for s in code.index.all(Symbol) if s.name == name]
    text = f'"GET /console/api/drums HTTP/1.1" {status} 207'
    found = cause_of(Code(code.index, code.sources), fact, text)
    assert [decider.use.name for decider in found.decides] == settings


def test_of_many_answers_of_a_function_its_call_is_shown(code: Code) -> None:
    [fact] = [s for s in code.index.all(Symbol) if s.name == "TicketApi.get"]
    found = cause_of(Code(code.index, code.sources), fact, '"GET /x HTTP/1.1" 403 207')
    assert [place.text for place in found.guards if place.why == "answers 403"] == [
        "ticket = check_ticket(kind)",
        "return guards().forbidden(ticket)",
    ]
    assert [decider.use.name for decider in found.decides] == ["DRUM_SIZE"]


@pytest.mark.parametrize(
    "text",
    [
        # of an answer that refuses nothing, whatever other numbers are in its line
        '"GET /console/api/drums?limit=404 HTTP/1.1" 200 84',
        '"GET /console/api/drums HTTP/1.1" 200 404',
        "GET /console/api/drums took 404 ms",
    ],
)
def test_only_the_status_of_a_request_tells_that_it_was_refused(code: Code, text: str) -> None:
    [fact] = [s for s in code.index.all(Symbol) if s.name == "DrumApi.get"]
    found = cause_of(Code(code.index, code.sources), fact, text)
    assert found.decides == ()
    assert not any(place.why.startswith("answers") for place in found.guards)


def test_what_refused_a_request_is_no_matter_of_a_secret(code: Code) -> None:
    """The condition is meant, not a key that is farther away."""
    [fact] = [s for s in code.index.all(Symbol) if s.name == "KeyApi.get"]
    text = '"GET /console/api/keys HTTP/1.1" 403 207'
    found = cause_of(Code(code.index, code.sources), fact, text)
    assert named(found, text) == ["DRUM_TRACED"]
