"""Weights of evidence, in bits: every score, bonus, penalty and threshold that ranks candidates.

A weight is about the logarithm of how much likelier the evidence is if the place wrote the line
than if it did not, so that weights add up. 60 bits are certainty. `locate` and `triage` share them.
Not here: limits of what is looked at, and how the evidence is read (`scoring.py` and the module of
each kind of line).
"""

from __future__ import annotations

# What the text of a statement is worth.
WORD_MIN = 1.0  # a word that thousands of templates have
WORD_MAX = 13.0  # a word that one template has
MARK = 0.5  # a character of the template that is neither a letter nor white space
MARKS_MAX = 4.0  # all such characters together

# Thresholds for the bits of a text.
CERTAIN_TEXT = 30.0  # fewer than one in a thousand wrong statements fit so well by chance
LIKELY_TEXT = 14.0  # enough for a text that begins the message
SHOWN_TEXT = 9.0  # a candidate with less is not worth showing

# How a template fits the message.
FROM_START = 5.0  # its own text begins the message
FROM_START_BY_VALUE = 1.0  # it begins with a placeholder, which fits anywhere
AFTER_PREFIX = 6.0  # a logger's prefix precedes the message, and the statement logs
INSIDE_AFTER_PREFIX = -8.0  # a log statement's text should begin right after the prefix
INSIDE_AT_MARK = -1.0  # it begins inside the message, after a quote, a colon or the like
INSIDE_PHRASE = -6.0  # it begins in the middle of a phrase
VALUE = -0.2  # for each placeholder: of two that say the same, the plainer one
TORN_VALUE = -4.0  # its literals stand inside the brackets of what may be one value
TO_THE_END = 2.0  # nothing is left of the message
REMAINDER = -1.0  # something is left of the message
REMAINDER_CHAR = -0.05  # for each character that is left
REMAINDER_MIN = -6.0  # however much is left
PARTIAL = -4.0  # the message ends or departs before the template's end
MISSING_AFTER_CUT = -6.0  # times the share of the template that a cut message lacks
CUT_WORD_CHAR = 1.0  # for each character of the word in which a cut message ends
CUT_WORD_MAX = 6.0  # all such characters together
MISSING_TEXT = -12.0  # times the share of the template that another text replaces
REWORDED_SHARE = 0.6  # of a text whose words are in the message in another order

# What the line's prefix says about the statement's place.
FILE_NAME = 10.0  # the prefix names its file
OTHER_FILE = -9.0  # the prefix names another file of the workspace
UNKNOWN_FILE = -4.0  # the prefix names a file that is not here: it may have been renamed
SAME_LINE = 8.0  # the prefix names one of its lines
NEAR_LINE = 5.0  # the prefix names a line next to it, less the logarithm of the distance
SERVICE = 2.0  # the component that wrote the line runs this code
OTHER_SERVICE = -6.0  # the component that wrote the line does not run this code
OTHER_LANGUAGE = -7.0  # the prefix is of a logger of another language
LOGGER = 9.0  # the line's logger is named after its module
OTHER_LOGGER = -8.0  # the line's logger is named after another module
PLUGIN = 6.0  # the line names its plugin
OTHER_PLUGIN = -3.0  # the line names another plugin
TEST_CODE = -15.0  # test code writes to no log of a deployment

# What the prefix and the attributes say about the statement itself.
SAME_LEVEL = 1.5  # the statement logs at the line's level
OTHER_LEVEL = -2.5  # it logs at another level
ATTRIBUTE = 2.0  # for each attribute of the statement that the line has
MISSING_ATTRIBUTE = -1.5  # for each attribute of the statement that the line lacks
EXTRA_ATTRIBUTE = -0.5  # for each attribute of a Go line that the statement lacks
ERROR_AFTER_PREFIX = -3.0  # an error is raised, while the prefix is of a logger
SAME_ERROR = 8.0  # it raises the class of the line's error
SOURCE_NAMES_IT = 4.0  # for each value or error class that the statement's source holds

# Several statements for one message.
INNER_TEXT = 2.0  # by which a wrapped text must fit better than the text around it
EQUAL_TEXT_RANGE = 6.0  # statements of one text within this range are told apart by their source
EQUALS_RANGE = 3.0  # statements of one text within this range are shown as equals
REWORDED_MIN = 12.0  # bits of the shared words of a statement in other words
REWORDED_MAX = 8.0  # what such a hint is worth at most
NEXT_HINT = 0.1  # by which each further hint counts less

# Whole events.
NEXT_EVENT = 6.0  # by which each further event of a paste counts less than the one before
BELOW_FAILURE = 6.0  # by which lines of normal work stay below the line that tells a failure
BELOW_FRAME = 1.0  # by which everything else stays below the best stack frame
EXACT_REQUEST = 56.0  # a request above this names the function in which an error happened
FULL_SCORE = 60.0  # the score that is shown as 1

READING = 3.0  # by which another way to read a text must fit better than the text as it is

TAIL_SHARE = 0.5  # of an event's best place that another must be worth to be shown
SETTINGS_SHARE = 0.75  # of the best place, from which on the settings that code reads are shown
DECIDING_TEXT = 18.0  # of a doubtful place, from which on what decides such a failure is shown

# Stack frames.
FRAME = 60.0  # the deepest frame that is in the workspace
CALLER = -4.0  # for each frame further out
LATER_ERROR = -2.0  # for each chained error after the cause
MOVED_FRAME = -3.0  # less than a caller: a stack ends where it ends in every version
GUESSED_FRAME = -30.0  # this version has no such function, or several

# A file and line in the prefix, where no known statement fits.
SOURCE_WORDS = 14.0  # a line of the file has most of the message's words
SOURCE_WORDS_SHARE = 14.0  # times the share of the words that it has
SOURCE_LINE = 10.0  # it is the line that the prefix names, with its words or as the only guess

# Celery tasks.
TASK = 58.0  # the line names a task
TASK_BY_MODULE = 50.0  # a function of that name is in that module, but is no known task

# Error classes.
RAISED_ONCE = 15.0  # the only place that raises the class of the line's error
ERROR_CLASS = 14.0  # the definition of the class
RAISED = 13.0  # one of several places that raise it
NEXT_RAISED = 0.1  # by which each further such place counts less
CALLER_OF_PACKAGE = 8.0  # code that handles the error of a package, or calls into the package
NEXT_CALLER_OF_PACKAGE = 0.1  # by which each further such place counts less

# Scripts that a shell complains of.
SCRIPT_WORDS = 44.0  # a line of the script near the named one has words of the complaint
SCRIPT_WORD = 1.0  # for each such word
SCRIPT_WORDS_MAX = 4.0  # all such words together
SCRIPT_DISTANCE = -0.25  # for each line between the named line and the one with the words
SCRIPT_LINE = 30.0  # the named line of the only script of that name
SCRIPTS_RANGE = 1.0  # of two scripts within this range neither is sure

# Queries of gorm.
QUERY = 56.0  # a call of gorm in the file that the line names
QUERY_BESIDE = 30.0  # a call of gorm in another file of that folder
QUERY_DISTANCE = -0.05  # for each line between that call and the line that is named
QUERY_DISTANCE_MIN = -10.0  # however far

# Errors of the database.
REVISION = 50.0  # the migration that Alembic runs
TABLE = 24.0  # the model of a table that the error names
TABLE_OF_QUERY = 9.0  # the model of a table of a query that gorm tells the place of
CHANGE = 23.5  # the migration that makes what the error names
CHANGE_AGAIN = 26.0  # the migration that makes once more what exists already
NEXT_TABLE = 1.0  # by which each further table or migration counts less

# JSON error bodies.
CODE_CLASS = 46.0  # the class with the body's code
CODE_CLASS_DESCRIPTION = 8.0  # its description is the body's message
CODE_CLASS_OTHER = -12.0  # one of several classes, whose description is not the message
CODE_CLASS_STATUS = 2.0  # its status is the body's
BODY_RAISE = 44.0  # a place that raises the code's class with the body's message
BODY_RAISE_TEXT_MAX = 14.0  # of the bits of that message that count
BODY_RAISE_ANSWERING = 8.0  # the place is in what answers the request that the body names
BODY_RAISE_CERTAIN_TEXT = 12.0  # bits of the message from which such a place is sure
BODY_TEXT = 33.0  # a place that makes the message, and which another error class passes on
BODY_TEXT_HANDLED = 43.0  # the same, where a handler turns errors without a code into such bodies
BODY_TEXT_ONLY = 1.0  # the message is made at no other place
BODY_TEXT_MAX = 7.0  # of a quarter of the bits of that message that count
BODY_FROM_PROGRAM_API = 1.0  # the bodies that people paste are of the API that programs call
BELOW_STATEMENT = 1.0  # by which what a value names stays below the statement that wrote the line
BODY_HANDLER = 49.0  # a handler that puts the code into bodies
BODY_HANDLER_LINE = -0.01  # for each line of it: of several the one that does little else
HTTP_HANDLER = 28.0  # the handler of all HTTP errors, for codes made from their names
STREAM_CONVERTER = 57.0  # a line that puts the code into a stream of events
NEXT_CONVERTER = 1.0  # by which each further such line counts less
CODE_RAISED = 30.0  # a place that raises the code's class, whatever the message
NEXT_CODE_RAISED = 0.1  # by which each further such place counts less
NEXT_IN_FILE = 0.25  # by which each further place of one file counts less

# Requests.
REQUEST = 57.0  # the handler of the request that the line is about
REQUEST_INSIDE = 33.0  # the handler of a request inside a line about something else
REQUEST_PATH = 24.0  # the handler of a path that is only mentioned
NEXT_ROUTE = 7.0  # by which each further route that fits counts less
REFUSED_METHOD = -12.0  # the route takes other methods
BINDING = -2.0  # where the route is bound, below its handler
REQUEST_STATEMENT = -1.0  # the statement that logs requests, below the handler or above it
RAISED_FOR_REQUEST = 0.5  # by which a place that raises the error for it is above all others

# Pages of the web console, and what a browser says.
PAGE = 34.0  # the page at the path of a request
CHUNK = 20.0  # the page whose built file is in the stack of a browser
NEXT_CHUNK = 1.0  # by which each further such page counts less
PAGE_POLICY = 45.0  # the directive of the page's policy that a browser complains of
CLIENT_CALL = 48.0  # the call of the web console that made a request
NEXT_CLIENT_CALL = 1.0  # by which each further such call counts less
SENT_REQUEST = 34.0  # the call that sent the request of which its library tells
SENT_INSIDE = 22.0  # the same where another program put an error around what the library tells
READ_SETTING = 12.0  # where a setting is read that the words of another program tell
ORIGINS = 30.0  # where the API sets which origins may call it
NEXT_ORIGINS = 1.0  # by which each further such place counts less

# Configuration of nginx, squid and Compose.
CONFIGURED = 38.0  # a directive that the line names or is decided by
NEXT_CONFIGURED = 1.0  # by which each further such directive counts less
NGINX_REFUSAL = 30.0  # the directive behind a bare 413 or 504: the handler of a request comes first
UPSTREAM_TIMEOUT = 32.0  # the directive that ends a wait: who let nginx wait comes first
COMPOSE_PLACE = 42.0  # the key of the Compose file that Compose complains of
COMPOSE_VARIABLE = 40.0  # a Compose file takes the variable from the environment
NEXT_COMPOSE_VARIABLE = 1.0  # by which each further such file counts less
CONFIGURED_LINE = -0.001  # for each line above the directive in a configuration of squid
CONFIGURED_IN_CHART = -4.0  # the directive is in the chart's configuration of squid

# Requests that squid denies, and its peer.
DENIED_PORT = 52.0  # a rule whose list of ports lacks the request's port
NEXT_DENIAL = 1.0  # by which each further rule counts less
DENIED_ALL = 40.0  # the rule that denies what no other rule allows
DENYING_RULE = 30.0  # a rule that may have denied the request
DENIED_IN_CHART = -2.0  # the rule is in the chart's configuration
PEER = 40.0  # the peer, of the deployment that its name is of
PEER_ELSEWHERE = 28.0  # the peer of another deployment

# Objects of Kubernetes.
MANIFEST = 34.0  # a template that makes objects of the kind, or pods of the name
MANIFEST_NAME = 2.0  # the object's name ends in the component's
MANIFEST_NAME_CHAR = 0.5  # for each character of that end
MANIFEST_OTHER_NAME = -3.0  # the object's name ends otherwise
WORKLOAD_NAME_CHAR = 0.1  # for each character of a pod's name that is the component's
IMAGE_OF_COMPOSE = 37.0  # a Compose file names the image that Docker cannot pull
IMAGE_IN_CHART = 36.0  # the chart's values name the image
IMAGE_IN_OTHER_FILE = 33.0  # a Compose file names the image that Kubernetes cannot pull

# What Helm says of the chart.
HELM = 40.0  # a template or file that Helm complains of
INNER_TEMPLATE = 1.0  # for each template around it: Helm failed in the innermost
RENDERED_KEY = 40.0  # the chart renders the key that Kubernetes refuses
RENDERED_VALUE = 2.0  # and with the very value that it has
NEXT_RENDERED_KEY = 1.0  # by which each further such place counts less
CHART_VALUE = 38.0  # the chart's own value, with which the user's is at odds

# Errors that Python or a library words.
REFUSED_SETTING = 44.0  # the setting whose value pydantic or envconfig refuses
VALIDATED_FIELD = 42.0  # the field that pydantic refuses
VALIDATED_CLASS = 40.0  # the class that it is of
VALIDATING_CALL = 38.0  # a call that validates with the class
VALIDATOR_SPOKE = -16.0  # all of these, where the words are a validator's: who raised them is first
REFUSED_FIELD = 26.0  # the setting of the field that Go's validator refuses
MISSING_SETTING = 40.0  # code that reads a setting which the configuration lacks
NEXT_MISSING_SETTING = 0.1  # by which each further such place counts less
ATTRIBUTE_USED = 40.0  # a class's file uses the attribute that its object lacks
CLASS_BESIDE_USE = 38.0  # the definition of that class
CLASS_OF_OBJECT = 22.0  # the definition of a class whose file does not use the attribute
ATTRIBUTE_DEFINED = 26.0  # in this version the class has the attribute
NAME_USED = 24.0  # one of the few lines that use the name, whatever the object
NEXT_NAME_USED = 0.1  # by which each further such line counts less

# Texts of the web console.
SHOWN_UI_TEXT = 9.0  # enough for a text to be shown as one that may be meant
CERTAIN_UI_TEXT = 20.0  # enough to be sure of a text
INNER_UI_TEXT = 34.0  # enough for a text inside another
UI_WHOLE_TEXT = 4.0  # the entry is the whole text
UI_INNER_TEXT = -4.0  # the entry is a part of it
UI_VALUE = -2.0  # for each placeholder
NEXT_SHOWN_TEXT = 0.1  # by which each further entry of the same fit counts less
UNUSED_TEXT = -2.0  # no component shows it
COMPONENT = -0.5  # a component that shows an entry, below the entry itself
NEXT_COMPONENT = 0.01  # by which each further component counts less
DENSE_LETTER = 4.0  # a letter of Chinese and the like
LETTER = 1.5  # a letter of an alphabet
LETTERS_MAX = 60.0  # all letters together

# Texts on the forms of plugins.
PLUGIN_TEXT = 36.0  # all of a text
PLUGIN_TEXT_PART = 16.0  # a part of a text
NEXT_PLUGIN_TEXT = 1.0  # by which each further line counts less
