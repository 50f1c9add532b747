# The daemon's image, in the form of its own file, for the references of rows.
RUN python3 -m pip install uv
