"""Start the dashboard on this computer: install it once into .venv, then serve. `make run` and a double click call it.

Written for any Python since 3.6, so that an old one can say which is needed.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST, NEWEST = (3, 11), (3, 14)
PYTHON = os.path.join(HERE, ".venv", *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
INSTALLED = os.path.join(HERE, ".venv", "installed")
LOCK = os.path.join(HERE, "requirements.lock")
WHEELS = os.path.join(HERE, "wheels")


def main(arguments):
    """Serve with these options of `python -m perfdata serve`; with `install` alone only install."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        have, oldest, newest = [".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST, NEWEST)]
        print(f"这台电脑上的 Python 是 {have}，看板需要 {oldest} 至 {newest}。请从 python.org 安装后重试。")
        return 1
    if HERE.startswith("\\\\"):
        print("请把整个文件夹复制到本机硬盘再启动：数据库不能放在网络共享文件夹里。")
        return 1
    if not is_installed() and not install():
        print("安装没有完成。请检查网络和磁盘空间后重新启动，会接着安装；没有网络的电脑见 README 的 Without internet。")
        return 1
    return 0 if arguments == ["install"] else serve(arguments)


def is_installed():
    """Whether exactly these packages were installed, and they and their Python are still there."""
    look = "import sys, importlib.util as u; sys.exit(not u.find_spec('streamlit'))"
    try:
        with open(INSTALLED, "rb") as stamp, open(LOCK, "rb") as lock:
            return stamp.read() == lock.read() and runs(look)
    except OSError:
        return False


def runs(code=""):
    """Whether the Python of .venv is there and does this."""
    try:
        return subprocess.call([PYTHON, "-c", code]) == 0
    except OSError:
        return False


def install():
    """Make .venv and put the locked packages in, from the folder wheels if there is one; whether all went well."""
    offline = ["--no-index", "--find-links", WHEELS] if os.path.isdir(WHEELS) else []
    print("正在安装看板需要的软件包，只在第一次需要，约占 700 MB，视网速需要几分钟……", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", LOCK]
    anew = [] if runs() else ["--clear"]  # venv keeps a link to a Python that was removed since
    if subprocess.call([sys.executable, "-m", "venv", *anew, os.path.join(HERE, ".venv")]) != 0:
        print("建立 .venv 失败。Debian、Ubuntu 请先安装：sudo apt install python3-venv")
        return False
    if subprocess.call(pip + offline) != 0:
        return False
    with open(LOCK, "rb") as lock, open(INSTALLED, "wb") as stamp:
        stamp.write(lock.read())
    print("安装完成。", flush=True)
    return True


def serve(arguments):
    """Run the dashboard until it is stopped; its exit code."""
    process = subprocess.Popen([PYTHON, "-m", "perfdata", "serve", *arguments], cwd=HERE)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # Ctrl+C reaches the dashboard as well, which ends by itself


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
