"""Start the dashboard: ``python -m pages.shared.serve`` with any option of ``streamlit run``.

Streamlit takes a folder named ``pages`` beside the main script for its older kind of multipage app until the first
run has called ``st.navigation``; the first visitor of a deep link would see an English "page not found". Saying
beforehand that it is none avoids that. Plain ``streamlit run app.py`` works as well, but for that first visitor.
"""

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(Path(__file__).parents[2] / "app.py"), *sys.argv[1:]]
    cli.main()
