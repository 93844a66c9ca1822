@echo off
rem Pure ASCII, because cmd loses its place in files of several bytes a character.
setlocal
chcp 65001 >nul
set "PYTHON="
for %%p in ("py -3.14" "py -3.13" "py -3.12" "py -3.11" python python3) do if not defined PYTHON (
    %%~p -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >nul 2>nul && set "PYTHON=%%~p"
)
if not defined PYTHON (
    type "%~dp0docs\python_missing.txt"
    pause
    exit /b 1
)
%PYTHON% "%~dp0start.py" %*
set "CODE=%errorlevel%"
if not "%CODE%"=="0" pause
exit /b %CODE%
