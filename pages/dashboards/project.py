"""项目一页 by its own address, as a link from outside has it; a click inside opens it over the page it was made on."""

from pages.shared import project_page

project_page.show()
