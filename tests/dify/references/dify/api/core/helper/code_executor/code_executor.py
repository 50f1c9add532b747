def run(endpoint_url, client, code):
    return client.post(endpoint_url / "v1" / "sandbox" / "run", json={"code": code})
