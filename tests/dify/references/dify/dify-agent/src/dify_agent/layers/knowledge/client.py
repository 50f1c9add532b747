def retrieve(client, base_url, request):
    return client.post(f"{base_url}/inner/api/knowledge/retrieve", json=request)
