"""The tables of the index and the name of its file.

Not here: how a fact becomes a row (`rows.py`), what writes (`builder.py`) and what reads them
(`database.py`).
"""

from __future__ import annotations

from ctxkit.hashes import blake2b

DATABASE = "index.sqlite3"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE tree (id INTEGER PRIMARY KEY, repo TEXT, commit_id TEXT, used INTEGER, version TEXT,
                   UNIQUE (repo, commit_id));
CREATE TABLE checkout (repo TEXT PRIMARY KEY, tree_id INTEGER, version TEXT, match TEXT, url TEXT)
                       WITHOUT ROWID;
CREATE TABLE further (label TEXT, repo TEXT, tree_id INTEGER, version TEXT, match TEXT, url TEXT,
                      PRIMARY KEY (label, repo)) WITHOUT ROWID;
CREATE TABLE file (id INTEGER PRIMARY KEY, repo TEXT, path TEXT, base TEXT, oid BLOB, test INTEGER,
                   broken TEXT);
CREATE UNIQUE INDEX file_identity ON file (path, oid, repo);
CREATE INDEX file_base ON file (base);
CREATE TABLE member (tree_id INTEGER, file_id INTEGER, PRIMARY KEY (tree_id, file_id))
                     WITHOUT ROWID;
CREATE TABLE fact (id INTEGER PRIMARY KEY, file_id INTEGER, kind INTEGER, name TEXT, line INTEGER,
                   end_line INTEGER, symbol TEXT, data TEXT, names_setting INTEGER);
CREATE INDEX fact_name ON fact (kind, name);
CREATE INDEX fact_file ON fact (file_id);
CREATE INDEX fact_setting ON fact (name, file_id) WHERE names_setting;
CREATE TABLE key (fold TEXT, fact_id INTEGER, PRIMARY KEY (fold, fact_id)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, facts TEXT) WITHOUT ROWID;
CREATE TABLE tree_word (word TEXT, tree_id INTEGER, facts INTEGER, PRIMARY KEY (word, tree_id))
                        WITHOUT ROWID;
CREATE TABLE mention (name TEXT, how INTEGER, files TEXT, PRIMARY KEY (name, how)) WITHOUT ROWID;
CREATE TABLE view (file_id INTEGER PRIMARY KEY);
"""
"""`tree` is a repository at a commit, `member` the files of a tree, `checkout` and `view` the trees
and the files that are asked; `further` has the trees of each further version of the workspace, by
the name that the user gave it. `key` leads from a folded name to the facts, `word` from a word of a
message. `tree_word` is how many facts of a tree have a word: counted for each tree, because the
weight of a word must not depend on which other versions are kept. `mention` has the files that call
or write a name (`how` is the position in `HOW`).

`facts` and `files` are JSON lists of numbers: a row for each number takes three times as long to
write.
"""

HOW = ("calls", "writes")
"""What a file does to a name that it mentions, in the order of their numbers."""

WITH_WORDS = "SELECT value FROM word CROSS JOIN json_each(facts) WHERE word IN ({})"
"""SQL of the numbers of the facts that have one of some words, once for each; `marks` go in."""

MENTIONING = "(SELECT value FROM json_each((SELECT files FROM mention WHERE name = ? AND how = ?)))"
"""SQL of the numbers of the files that mention a name, given with its position in `HOW`."""

SCHEMA = blake2b(TABLES.encode()).hexdigest()[:16]
"""Identifies the tables: a database with other ones is built anew."""
