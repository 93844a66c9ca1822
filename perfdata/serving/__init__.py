"""The ASGI shell around the dashboard: what guards it, packs it and tells its health before Streamlit is asked."""
