def start(client, request):
    return client.post("/runs", json=request)
