"""Small deployments, and the variables that docker compose 2.40.3 gives their containers.

`benchmarks/containers_oracle.py` asks compose again. `=== NAME` begins a file; compose is run with
those of `COMPOSE_FILES`, in this order, and with all profiles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Containers = dict[str, dict[str, str]]

COMPOSE_FILES = ("compose.yaml", "override.yaml", "override.2.yaml")

DEPLOYMENTS: dict[str, tuple[tuple[str, Containers], ...]] = {
    "numbers, booleans and nulls": (
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      V0: 1.0
      V1: 1.50
      V2: 010
      V3: 0o10
      V4: 0x1F
      V5: 0b11
      V6: 1_000
      V7: 1e6
      V8: 100000.0
      V9: 1234567.5
      V10: 0.00001
      V11: 123456789012345678901234567890
      V12: 12345678901234567890
      V13: -0
      V14: -0.0
      V15: +1
      V16: .5
      V17: yes
      V18: on
      V19: True
      V20: FALSE
      V21: ~
      V22: null
      V23: .inf
      V24: .NaN
      V25: !!str 1.0
      V26: !!int '3'
      V27: '1.0'
      V28: "true"
      V29: 08
      V30: 1:30
      V31: 1e400
      V32: ''
      V33:\x20
      V34: a # b
      V35: "a # b"
      V36: a#b
      V37: !foo 1.0
      V38: -9223372036854775809
      V39: 1.2.3
      V40: !!binary aGk=
""",
            {
                "a": {
                    "V0": "1",
                    "V1": "1.5",
                    "V10": "1e-05",
                    "V11": "1.2345678901234568e+29",
                    "V12": "12345678901234567890",
                    "V13": "0",
                    "V14": "-0",
                    "V15": "1",
                    "V16": "0.5",
                    "V17": "yes",
                    "V18": "on",
                    "V19": "true",
                    "V2": "8",
                    "V20": "false",
                    "V23": "+Inf",
                    "V24": "NaN",
                    "V25": "1.0",
                    "V26": "3",
                    "V27": "1.0",
                    "V28": "true",
                    "V29": "8",
                    "V3": "8",
                    "V30": "1:30",
                    "V31": "1e400",
                    "V32": "",
                    "V34": "a",
                    "V35": "a # b",
                    "V36": "a#b",
                    "V37": "1.0",
                    "V38": "-9.223372036854776e+18",
                    "V39": "1.2.3",
                    "V4": "31",
                    "V40": "hi",
                    "V5": "3",
                    "V6": "1000",
                    "V7": "1e+06",
                    "V8": "100000",
                    "V9": "1.2345675e+06",
                }
            },
        ),
    ),
    "interpolation": (
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      A: $$X
      B: $$$X
      C: $${X}
      D: ${X:-$$Y}
      E: '${X:-a$b}'
      F: ${X:-${Y:-${Z:-z}}}
      G: ${X:+y}
      H: ${Z+y}
      I: ${Z:+${Z}${X:-n}}
      J: a${X}b$Z-c
      K: '${X:-a}b}'
      L: ${X:-"q"}
      M: "${X:-a b}"
      N: ${X:-}
      O: ${X-}
      P: ${W-d}
      Q: ${W:-d}
=== .env
Z=9
W=
""",
            {
                "a": {
                    "A": "$X",
                    "B": "$",
                    "C": "${X}",
                    "D": "$Y",
                    "E": "a",
                    "F": "9",
                    "G": "",
                    "H": "y",
                    "I": "9n",
                    "J": "ab9-c",
                    "K": "ab}",
                    "L": '"q"',
                    "M": "a b",
                    "N": "",
                    "O": "",
                    "P": "",
                    "Q": "d",
                }
            },
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: one.env
    environment: {A: , B: , C: ''}
=== .env
B=9
=== one.env
A=1
B=2
C=3
""",
            {"a": {"B": "9", "C": ""}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: one.env
    environment: {B: '${A:-d}'}
=== .env
=== one.env
A=1
""",
            {"a": {"A": "1", "B": "d"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: '${A}', B: '${B-d}', C: '${C:-d}', D: $D}
=== .env
A=
B=
C=
""",
            {"a": {"A": "", "B": "", "C": "d", "D": ""}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: '${A}', B: '${B}', C: '${C}', D: $D, E: $E}
=== .env
A=x #c
B='$A'
C="$A"
D=$A$$x
E= # note
""",
            {"a": {"A": "x", "B": "$A", "C": "x", "D": "x$x", "E": "# note"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      A: ${A:-http://h/{y}}
      B: ${A:-{}}
      C: ${A:-{"a":{"b":1}}}
      D: ${X:-{a}}b}
      E: ${A:-x}${B:-{y}}-{z}
      F: $1
      G: a$
      H: 100%
      I: ${A:+{x}}
      J: ${A:-${B:-{c}}}
      K: ${A:-{{ x }}}
\x20\x20\x20\x20
""",
            {
                "a": {
                    "A": "http://h/{y}",
                    "B": "{}",
                    "C": '{"a":{"b":1}}',
                    "D": "{a}b}",
                    "E": "x{y}-{z}",
                    "F": "$1",
                    "G": "a$",
                    "H": "100%",
                    "I": "",
                    "J": "{c}",
                    "K": "{{ x }}",
                }
            },
        ),
    ),
    "environment": (
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
    - A=1
    - F= 2
    - '${Z}=n'
    - G-H=1
    - 'H="q"'
    - I=x # c
    - J=a  b
    - K=$$x
    - L=${Z}
    - 1.0=x
    - 'M N=1'
=== .env
Z=9
""",
            {
                "a": {
                    "1.0": "x",
                    "9": "n",
                    "A": "1",
                    "F": " 2",
                    "G-H": "1",
                    "H": '"q"',
                    "I": "x",
                    "J": "a  b",
                    "K": "$x",
                    "L": "9",
                    "M N": "1",
                }
            },
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
    - A=1
    - A=2
=== .env
""",
            {"a": {"A": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      'B C': 2
      'D.e-f': 3
      'G=H': 4
=== .env
""",
            {"a": {"B C": "2", "D.e-f": "3", "G=H": "4"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {}
=== .env
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      A: 'x' # c
      B: >-
        x
        y
      C: |
        x
        y
\x20\x20\x20\x20
=== .env
""",
            {"a": {"A": "x", "B": "x y", "C": "x\ny\n"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      "A B": 1
      ? C
      : 2
      "D": 3
      E : 4
      F:\t5
""",
            {"a": {"A B": "1", "C": "2", "D": "3", "E": "4", "F": "5"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, "B": "2", C, D: , E: ~, F: "a,b", G: a:b, H: 1.0, "I":1}
""",
            {"a": {"A": "1", "B": "2", "F": "a,b", "G": "a:b", "H": "1", "I": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: [A.B, 'A.C=1', a, 'b=2']
=== .env
A.B=5
a=3
""",
            {"a": {"A.B": "5", "A.C": "1", "a": "3", "b": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      A: one
        two
      B: "x \\
        y"
\x20\x20\x20\x20
""",
            {"a": {"A": "one two", "B": "x y"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {
      A: 1,
      B: 'x
        y' }
""",
            {"a": {"A": "1", "B": "x y"}},
        ),
        (
            """\
=== compose.yaml
\ufeffservices:
  a:
    image: x
    environment: {A: 1}
=== .env
\ufeffB=1
""",
            {"a": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:\r
  a:\r
    image: x\r
    environment:\r
      A: 1\r
      B: |\r
        x\r
    \r
=== .env
""",
            {"a": {"A": "1", "B": "x\n"}},
        ),
        (
            """\
=== compose.yaml
x-e: &e A=1
services:
  a:
    image: x
    environment:
    - *e
    - B=2
""",
            {"a": {"A": "1", "B": "2"}},
        ),
    ),
    "env_file": (
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: .env
=== .env
A=1
B=$A
A=2
C='$A'
""",
            {"a": {"A": "2", "B": "2", "C": "$A"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: [one.env, two.env]
=== .env
Z=9
=== one.env
A=1
B=1
=== two.env
A=2
C=${B}x${Z}
""",
            {"a": {"A": "2", "B": "1", "C": "1x9"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: [one.env]
    environment: {E: e}
=== .env
Z=9
=== one.env
A=${Z}
B=${E}
C=${D:-d}
D=1
F=${D}
Z=8
G=$Z
""",
            {"a": {"A": "9", "B": "e", "C": "d", "D": "1", "E": "e", "F": "1", "G": "9", "Z": "8"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: [one.env, two.env]
=== .env
=== one.env
A=1
Q=1
=== two.env
B=$A
Q=2
C=$Q
""",
            {"a": {"A": "1", "B": "1", "C": "2", "Q": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file:
    - path: no.env
      required: false
    - path: one.env
\x20\x20\x20\x20
=== .env
=== one.env
A=1
""",
            {"a": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file:
    - path: one.env
      format: raw
=== .env
Z=9
=== one.env
A='1' # c
B=$Z
# c
  I=x
D
Z
F=a#b
G=
H=  lead\x20\x20
J=$$x
""",
            {
                "a": {
                    "A": "'1' # c",
                    "B": "$Z",
                    "F": "a#b",
                    "G": "",
                    "H": "  lead  ",
                    "I": "x",
                    "J": "$$x",
                    "Z": "9",
                }
            },
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: ${W:-one}.env
=== .env
W=two
=== one.env
A=1
=== two.env
A=2
""",
            {"a": {"A": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: one.env
=== .env
Z=9
=== one.env
A
Z
B=1
""",
            {"a": {"B": "1", "Z": "9"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: [one.env, two.env, ./one.env]
=== one.env
X=1
=== two.env
X=2
""",
            {"a": {"X": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: [one.env, two.env, one.env]
=== one.env
X=1
=== two.env
X=2
""",
            {"a": {"X": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: one.env
=== .env
=== one.env
A=1
A=2
B=$A
A=3
""",
            {"a": {"A": "3", "B": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: one.env
=== .env
Z=9
=== one.env
Z=1
B=$Z
""",
            {"a": {"B": "9", "Z": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1}
    env_file: [./one.env, sub/../two.env]
=== one.env
X=1
=== two.env
Y=1
=== sub/x
""",
            {"a": {"A": "1", "X": "1", "Y": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: one.env
=== .env
Z=9
=== one.env
A=$$Z
B='$Z'
C="$Z"
D=\\$Z
E="\\$Z"
F=${Z:-d}
G=a$
H=${Y:-{}}
I=#x
J= # x
K='a'b
""",
            {
                "a": {
                    "A": "$Z",
                    "B": "$Z",
                    "C": "9",
                    "D": "\\9",
                    "E": "$Z",
                    "F": "9",
                    "G": "a$",
                    "H": "{}",
                    "I": "#x",
                    "J": "# x",
                    "K": "a",
                }
            },
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file:
    - path: no.env
      required: ${R:-false}
=== .env
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file:
    - path: one.env
      format: raw
    - two.env
=== override.yaml
services:
  a:
    env_file: one.env
=== one.env
A='1'
B=1
=== two.env
B=2
""",
            {"a": {"A": "1", "B": "2"}},
        ),
    ),
    "anchors and merge keys": (
        (
            """\
=== compose.yaml
x-e: &e {A: 1, B: 2}
x-f: &f {B: 3, C: 3}
services:
  a:
    image: x
    environment:
      A: own
      <<: [*e, *f]
""",
            {"a": {"A": "own", "B": "2", "C": "3"}},
        ),
        (
            """\
=== compose.yaml
x-e: &e {A: 1, B: 2}
x-f: &f {<<: *e, B: 3}
services:
  a:
    image: x
    environment:
      <<: *f
      D: 1
""",
            {"a": {"A": "1", "B": "3", "D": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment:
      <<: {A: 1}
      D: 1
""",
            {"a": {"A": "1", "D": "1"}},
        ),
        (
            """\
=== compose.yaml
x-s: &s
  environment: {A: 1}
  env_file: one.env
  profiles: [p]
services:
  a:
    image: x
    <<: *s
    environment: {B: 2}
=== one.env
F=1
""",
            {"a": {"B": "2", "F": "1"}},
        ),
        (
            """\
=== compose.yaml
x-e: &e {A: 1}
services:
  a:
    image: x
    environment: *e
  b:
    image: x
    environment: &e {A: 2}
  c:
    image: x
    environment: *e
""",
            {"a": {"A": "1"}, "b": {"A": "2"}, "c": {"A": "2"}},
        ),
        (
            """\
=== compose.yaml
x-v: &v '1.0'
x-w: &w 1.0
services:
  a:
    image: x
    environment:
      A: *v
      B: *w
      C: &c ${Z:-q}
      D: *c
""",
            {"a": {"A": "1.0", "B": "1", "C": "q", "D": "q"}},
        ),
        (
            """\
=== compose.yaml
x-e: &e [A=1]
services:
  a:
    image: x
    environment: *e
""",
            {"a": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
x-e: &e {A: 1}
services:
  a:
    image: x
    environment:
      <<: *e
      A:
=== .env
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
x-e: &e {A: 1, B: 2}
x-f: &f {B: 3, C: 3}
services:
  a:
    image: x
    environment:
      <<: [*f, *e]
""",
            {"a": {"A": "1", "B": "3", "C": "3"}},
        ),
        (
            """\
=== compose.yaml
services:
  b: &b
    image: x
    environment: &be
      A: 1
      L: ${Z:-l}
  a:
    <<: *b
    environment:
      <<: *be
      A: 2
""",
            {"a": {"A": "2", "L": "l"}, "b": {"A": "1", "L": "l"}},
        ),
    ),
    "extends": (
        (
            """\
=== compose.yaml
services:
  b:
    image: x
    environment: {A: 1, B: 1}
    env_file: one.env
    profiles: [p]
  a:
    extends: b
    environment: {B: 2}
    env_file: two.env
    profiles: [q]
=== one.env
X=1
Y=1
=== two.env
Y=2
""",
            {
                "a": {"A": "1", "B": "2", "X": "1", "Y": "2"},
                "b": {"A": "1", "B": "1", "X": "1", "Y": "1"},
            },
        ),
        (
            """\
=== compose.yaml
services:
  b:
    image: x
    environment: {A: 1, B: 1}
  a:
    extends: {service: b}
    environment: [B=2, C, A]
""",
            {"a": {"B": "2"}, "b": {"A": "1", "B": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    extends: {file: sub/base.yaml, service: b}
    environment: {B: 2}
=== sub/base.yaml
services:
  b:
    image: x
    environment: {A: '${Z}', B: 1}
    env_file: one.env
    extends: c
  c:
    environment: {C: 3}
=== sub/one.env
X=1
=== one.env
X=2
=== .env
Z=9
=== sub/.env
Z=8
""",
            {"a": {"A": "9", "B": "2", "C": "3", "X": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    extends: {file: base.yaml, service: b}
=== base.yaml
x: &x {A: 1}
services:
  b:
    image: x
    environment:
      <<: *x
      N:
""",
            {"a": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  c: {image: x, environment: {A: c, B: c, C: c}}
  b: {extends: c, environment: {A: b, B: b}}
  a: {extends: b, environment: {A: a}}
""",
            {
                "a": {"A": "a", "B": "b", "C": "c"},
                "b": {"A": "b", "B": "b", "C": "c"},
                "c": {"A": "c", "B": "c", "C": "c"},
            },
        ),
        (
            """\
=== compose.yaml
services:
  b: {image: x, environment: {A: 1}}
  a: {extends: b}
=== override.yaml
services:
  b: {environment: {A: 2, C: 2}}
""",
            {"a": {"A": "1"}, "b": {"A": "2", "C": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a: {image: x, environment: {D: 1, A: 0}}
=== override.yaml
services:
  b: {image: x, environment: {A: 1}}
  a: {extends: b}
""",
            {"a": {"A": "1", "D": "1"}, "b": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  b: {image: x, env_file: [one.env, two.env]}
  a: {extends: b, env_file: [one.env]}
=== one.env
X=1
=== two.env
X=2
""",
            {"a": {"X": "2"}, "b": {"X": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  b: {image: x, environment: {A: 1, B: 1}}
  a: {extends: b, environment: {A: !reset null}}
""",
            {"a": {"B": "1"}, "b": {"A": "1", "B": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  b: {image: x, environment: {A: 1, B: 1}}
  a: {extends: b, environment: !override {C: 1}}
""",
            {"a": {"C": "1"}, "b": {"A": "1", "B": "1"}},
        ),
        (
            """\
=== compose.yaml
x-c: &c
  extends: {service: b}
  environment: {Q: 1}
services:
  b: {image: x, environment: {A: 1}}
  a: {<<: *c}
""",
            {"a": {"A": "1", "Q": "1"}, "b": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    extends: {file: '${W}.yaml', service: b}
=== base.yaml
services:
  b:
    image: x
    environment: {A: 1}
=== .env
W=base
""",
            {"a": {"A": "1"}},
        ),
    ),
    "several files": (
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
    env_file: one.env
=== override.yaml
services:
  a:
    environment: [B=2]
    env_file: [two.env]
=== one.env
X=1
Y=1
B=0
=== two.env
Y=2
A=7
B=7
""",
            {"a": {"A": "1", "B": "2", "X": "1", "Y": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
=== override.yaml
services:
  a:
    environment: {A: }
""",
            {"a": {"B": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
=== override.yaml
services:
  a:
    environment:
""",
            {"a": {"A": "1", "B": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: [A=1]
=== override.yaml
services:
  a:
    environment: [A]
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
    env_file: one.env
=== override.yaml
services:
  a:
    environment: !reset {}
    env_file: !reset []
=== one.env
X=1
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
=== override.yaml
services:
  a:
    environment:
      A: !reset null
      C: 3
""",
            {"a": {"B": "1", "C": "3"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
    env_file: one.env
=== override.yaml
services:
  a:
    environment: !override {C: 1}
    env_file: !override [two.env]
=== one.env
X=1
=== two.env
Y=1
""",
            {"a": {"C": "1", "Y": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1}
  b: {image: x, environment: {B: 1}}
=== override.yaml
services:
  b: !reset null
""",
            {"a": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1}
    env_file: one.env
=== override.yaml
services:
  a: !override
    image: y
    environment: {C: 1}
=== one.env
X=1
""",
            {"a": {"C": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1}
=== override.yaml
services: !override
  b: {image: x, environment: {B: 1}}
""",
            {"b": {"B": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    env_file: [one.env, two.env]
=== override.yaml
services:
  a:
    env_file: [one.env]
=== one.env
X=1
=== two.env
X=2
""",
            {"a": {"X": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    profiles: [p]
=== override.yaml
services:
  a:
    profiles: [q]
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1, B: 1}
---
services:
  a:
    environment: {B: 2}
  b: {image: x, environment: {C: 1}}
""",
            {"a": {"A": "1", "B": "2"}, "b": {"C": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1}
=== override.yaml
services:
  a:
    environment:
      A: !override 2
""",
            {"a": {"A": "2"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: !reset {A: 1}
""",
            {"a": {}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: !override {A: 1}
""",
            {"a": {"A": "1"}},
        ),
        (
            """\
=== compose.yaml
services:
  a:
    image: x
    environment: {A: 1}
=== override.yaml
services:
  a: {environment: !reset null}
=== override.2.yaml
services:
  a: {environment: {B: 1}}
""",
            {"a": {"B": "1"}},
        ),
    ),
    "include": (
        (
            """\
=== compose.yaml
include: [sub/compose.yaml]
services:
  a:
    image: x
    environment: {A: '${Z}'}
=== sub/compose.yaml
services:
  b:
    image: x
    env_file: one.env
    environment: {Z: '${Z}', Y: '${Y}'}
=== sub/one.env
X=1
=== .env
Z=9
=== sub/.env
Z=8
Y=8
""",
            {"a": {"A": "9"}, "b": {"X": "1", "Y": "8", "Z": "9"}},
        ),
        (
            """\
=== compose.yaml
include:
- path: [sub/c.yaml, sub/d.yaml]
  project_directory: .
  env_file: [inc.env]
services:
  a:
    image: x
    environment: {A: '${Y-no}'}
=== sub/c.yaml
services:
  b:
    image: x
    env_file: one.env
    environment: {Z: '${Z}', Y: '${Y}'}
=== sub/d.yaml
services:
  b:
    environment: {D: 1}
=== one.env
X=1
=== sub/one.env
X=2
=== .env
Z=9
=== inc.env
Z=8
Y=7
""",
            {"a": {"A": "no"}, "b": {"D": "1", "X": "1", "Y": "7", "Z": "9"}},
        ),
        (
            """\
=== compose.yaml
include: [sub/compose.yaml]
services:
  a:
    image: x
    environment: {A: 1}
=== override.yaml
services:
  b: {environment: {A: 1}}
=== sub/compose.yaml
services:
  b:
    image: x
    environment: {A: 0, B: 0}
""",
            {"a": {"A": "1"}, "b": {"A": "1", "B": "0"}},
        ),
        (
            """\
=== compose.yaml
include: [sub/compose.yaml]
=== sub/compose.yaml
include: [deep/compose.yaml]
services:
  b: {image: x, environment: {B: '${Y-no}'}}
=== sub/deep/compose.yaml
services:
  c: {image: x, environment: {C: '${Y-no}'}}
=== sub/.env
Y=8
=== sub/deep/.env
Y=7
""",
            {"b": {"B": "8"}, "c": {"C": "8"}},
        ),
        (
            """\
=== compose.yaml
include: ['${W}/compose.yaml']
=== sub/compose.yaml
services:
  b:
    image: x
    environment: {B: 0}
=== .env
W=sub
""",
            {"b": {"B": "0"}},
        ),
        (
            """\
=== compose.yaml
include: [{path: sub/c.yaml, env_file: sub/x.env}]
=== sub/c.yaml
services:
  b:
    image: x
    env_file: [x.env]
    environment: {B: '${Q}', N: }
=== sub/x.env
Q=1
N=2
M=$Q
=== .env
""",
            {"b": {"B": "1", "M": "1", "Q": "1"}},
        ),
        (
            """\
=== compose.yaml
include: [sub/c.yaml]
=== sub/c.yaml
services:
  b:
    image: x
    env_file: [x.env]
    environment: {B: '${Q}', N: }
=== sub/.env
Q=1
N=2
=== sub/x.env
M=$Q
=== .env
""",
            {"b": {"B": "1", "M": ""}},
        ),
        (
            """\
=== compose.yaml
include: [sub/c.yaml]
=== override.yaml
services:
  b:
    environment: {C: '${Q-no}'}
=== sub/c.yaml
services:
  b:
    image: x
    environment: {B: '${Q}'}
=== sub/.env
Q=1
=== .env
""",
            {"b": {"B": "1", "C": "no"}},
        ),
        (
            """\
=== compose.yaml
include:
- path: [sub/c.yaml, d.yaml]
=== sub/c.yaml
services:
  b:
    image: x
    env_file: x.env
    environment: {B: '${Q-no}'}
=== d.yaml
services:
  b:
    environment: {C: 1}
    env_file: y.env
=== sub/x.env
X=1
=== x.env
X=2
=== y.env
Y=1
=== sub/y.env
Y=2
=== sub/.env
Q=1
=== .env
""",
            {"b": {"B": "1", "C": "1", "X": "1", "Y": "2"}},
        ),
        (
            """\
=== compose.yaml
include:
- path: sub/c.yaml
  env_file: [a.env, b.env]
=== sub/c.yaml
services:
  b:
    image: x
    environment: {B: '${Q-no}', C: '${R-no}'}
=== a.env
Q=1
R=1
=== b.env
Q=2
S=$R
=== .env
""",
            {"b": {"B": "2", "C": "1"}},
        ),
    ),
    "Dify's own layouts": (
        (
            """\
=== compose.yaml
x-shared-env: &shared-api-worker-env
  LOG_LEVEL: ${LOG_LEVEL:-INFO}
  ENDPOINT_URL_TEMPLATE: ${ENDPOINT_URL_TEMPLATE:-http://localhost/e/{hook_id}}
  SANDBOX_EXPIRED_RECORDS_CLEAN_GRACEFUL_PERIOD: ${PERIOD:-21}
  CELERY_BROKER_URL: ${CELERY_BROKER_URL:-redis://:difyai123456@redis:6379/1}
  SQLALCHEMY_ECHO: ${SQLALCHEMY_ECHO:-false}
services:
  api:
    image: x
    environment:
      <<: *shared-api-worker-env
      MODE: api
      SENTRY_DSN: ${API_SENTRY_DSN:-}
      SENTRY_TRACES_SAMPLE_RATE: ${API_SENTRY_TRACES_SAMPLE_RATE:-1.0}
  worker:
    image: x
    environment:
      <<: *shared-api-worker-env
      MODE: worker
      LOG_LEVEL: DEBUG
      RATE: 1.0
  db:
    image: x
    profiles: [postgresql]
    environment:
      POSTGRES_USER: ${DB_USERNAME:-postgres}
      PGDATA: ${PGDATA:-/var/lib/postgresql/data/pgdata}
=== .env
LOG_LEVEL=WARNING
DB_USERNAME=   # the user
SQLALCHEMY_ECHO=
API_SENTRY_DSN='http://x@y/1' # mine
UNUSED=1
""",
            {
                "api": {
                    "CELERY_BROKER_URL": "redis://:difyai123456@redis:6379/1",
                    "ENDPOINT_URL_TEMPLATE": "http://localhost/e/{hook_id}",
                    "LOG_LEVEL": "WARNING",
                    "MODE": "api",
                    "SANDBOX_EXPIRED_RECORDS_CLEAN_GRACEFUL_PERIOD": "21",
                    "SENTRY_DSN": "http://x@y/1",
                    "SENTRY_TRACES_SAMPLE_RATE": "1.0",
                    "SQLALCHEMY_ECHO": "false",
                },
                "db": {"PGDATA": "/var/lib/postgresql/data/pgdata", "POSTGRES_USER": "# the user"},
                "worker": {
                    "CELERY_BROKER_URL": "redis://:difyai123456@redis:6379/1",
                    "ENDPOINT_URL_TEMPLATE": "http://localhost/e/{hook_id}",
                    "LOG_LEVEL": "DEBUG",
                    "MODE": "worker",
                    "RATE": "1",
                    "SANDBOX_EXPIRED_RECORDS_CLEAN_GRACEFUL_PERIOD": "21",
                    "SQLALCHEMY_ECHO": "false",
                },
            },
        ),
        (
            """\
=== compose.yaml
x-shared-api-worker-config: &shared-api-worker-config
  image: x
  env_file:
    - path: ./envs/core-services/shared.env
      required: false
    - path: ./envs/security.env
      required: false
    - path: ./.env
services:
  api:
    <<: *shared-api-worker-config
    environment:
      MODE: api
      SENTRY_DSN: ${API_SENTRY_DSN:-}
      INNER_API_KEY_FOR_PLUGIN: ${PLUGIN_DIFY_INNER_API_KEY:-public}
  worker:
    <<: *shared-api-worker-config
    environment:
      MODE: worker
  sandbox:
    image: x
    env_file:
      - path: ./envs/core-services/sandbox.env
        required: false
    environment:
      WORKER_TIMEOUT: ${SANDBOX_WORKER_TIMEOUT:-15}
  nginx:
    image: x
    environment:
      NGINX_CLIENT_MAX_BODY_SIZE: ${NGINX_CLIENT_MAX_BODY_SIZE:-100M}
=== .env
LOG_LEVEL=WARNING
ADMIN_API_KEY=k
MODE=none
=== envs/core-services/shared.env
LOG_LEVEL=INFO
SECRET_KEY=s
FILES_URL=${CONSOLE_API_URL:-http://localhost}/files
=== envs/core-services/sandbox.env
SANDBOX_WORKER_TIMEOUT=60
WORKER_TIMEOUT=30
SANDBOX_API_KEY=dify-sandbox # key
""",
            {
                "api": {
                    "ADMIN_API_KEY": "k",
                    "FILES_URL": "http://localhost/files",
                    "INNER_API_KEY_FOR_PLUGIN": "public",
                    "LOG_LEVEL": "WARNING",
                    "MODE": "api",
                    "SECRET_KEY": "s",
                    "SENTRY_DSN": "",
                },
                "nginx": {"NGINX_CLIENT_MAX_BODY_SIZE": "100M"},
                "sandbox": {
                    "SANDBOX_API_KEY": "dify-sandbox",
                    "SANDBOX_WORKER_TIMEOUT": "60",
                    "WORKER_TIMEOUT": "15",
                },
                "worker": {
                    "ADMIN_API_KEY": "k",
                    "FILES_URL": "http://localhost/files",
                    "LOG_LEVEL": "WARNING",
                    "MODE": "worker",
                    "SECRET_KEY": "s",
                },
            },
        ),
        (
            """\
=== compose.yaml
x-shared-api-worker-config: &shared-api-worker-config
  image: x
  env_file:
    - path: ./envs/core-services/shared.env
      required: false
    - path: ./envs/security.env
      required: false
    - path: ./.env
services:
  api:
    <<: *shared-api-worker-config
    environment:
      MODE: api
      SENTRY_DSN: ${API_SENTRY_DSN:-}
      INNER_API_KEY_FOR_PLUGIN: ${PLUGIN_DIFY_INNER_API_KEY:-public}
  worker:
    <<: *shared-api-worker-config
    environment:
      MODE: worker
  sandbox:
    image: x
    env_file:
      - path: ./envs/core-services/sandbox.env
        required: false
    environment:
      WORKER_TIMEOUT: ${SANDBOX_WORKER_TIMEOUT:-15}
  nginx:
    image: x
    environment:
      NGINX_CLIENT_MAX_BODY_SIZE: ${NGINX_CLIENT_MAX_BODY_SIZE:-100M}
=== .env
LOG_LEVEL=WARNING
ADMIN_API_KEY=k
MODE=none
=== envs/core-services/shared.env
LOG_LEVEL=INFO
SECRET_KEY=s
FILES_URL=${CONSOLE_API_URL:-http://localhost}/files
=== envs/core-services/sandbox.env
SANDBOX_WORKER_TIMEOUT=60
WORKER_TIMEOUT=30
SANDBOX_API_KEY=dify-sandbox # key
=== override.yaml
services:
  api:
    environment: [LOG_LEVEL=ERROR, SECRET_KEY]
    env_file: [mine.env]
  nginx:
    env_file: .env
=== mine.env
LOG_LEVEL=TRACE
ADMIN_API_KEY=mine
A='$LOG_LEVEL'
B=$LOG_LEVEL
""",
            {
                "api": {
                    "A": "$LOG_LEVEL",
                    "ADMIN_API_KEY": "mine",
                    "B": "WARNING",
                    "FILES_URL": "http://localhost/files",
                    "INNER_API_KEY_FOR_PLUGIN": "public",
                    "LOG_LEVEL": "ERROR",
                    "MODE": "api",
                    "SENTRY_DSN": "",
                },
                "nginx": {
                    "ADMIN_API_KEY": "k",
                    "LOG_LEVEL": "WARNING",
                    "MODE": "none",
                    "NGINX_CLIENT_MAX_BODY_SIZE": "100M",
                },
                "sandbox": {
                    "SANDBOX_API_KEY": "dify-sandbox",
                    "SANDBOX_WORKER_TIMEOUT": "60",
                    "WORKER_TIMEOUT": "15",
                },
                "worker": {
                    "ADMIN_API_KEY": "k",
                    "FILES_URL": "http://localhost/files",
                    "LOG_LEVEL": "WARNING",
                    "MODE": "worker",
                    "SECRET_KEY": "s",
                },
            },
        ),
    ),
}


def files_of(text: str) -> dict[str, str]:
    """Return the files of a deployment by name."""
    _, *parts = re.split(r"^=== (.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def compose_files(names: Iterable[str]) -> tuple[str, ...]:
    """Return the compose files of a deployment, in the order in which they are run."""
    return tuple(name for name in COMPOSE_FILES if name in names)
