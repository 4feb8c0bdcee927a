@echo off
rem Runs dl4j-inpaint from wherever it lies, with the Java of JAVA_HOME or else of the path.
rem INPAINT_OPTS has options for Java that come last and so win, such as -Xmx4g.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo inpaint needs Java 17 or newer, and there is no %java%: install one, or set JAVA_HOME >&2
  exit /b 1
)
"%java%" "@%home%\lib\java.options" %INPAINT_OPTS% -jar "%home%\lib\inpaint.jar" %*
exit /b %errorlevel%
