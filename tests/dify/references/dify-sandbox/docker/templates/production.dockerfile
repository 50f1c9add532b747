# In the place of the image's build file, for the references of rows.
