"""For the references of rows."""

agent_stub_api_base_url: str | None = None
