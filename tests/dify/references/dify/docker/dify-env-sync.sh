#!/bin/sh
# In the place of the script that updates .env, for the references of rows.
