# The key is strict unpadded base64url text.
