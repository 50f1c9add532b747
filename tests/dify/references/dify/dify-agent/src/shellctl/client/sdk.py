def jobs(client):
    return client.get("/v1/jobs")
