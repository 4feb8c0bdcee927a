@echo off
rem Runs dl4j-inpaint from wherever it lies, with the Java of JAVA_HOME or else of the path.
rem INPAINT_OPTS has options for Java that come last and so win, such as -Xmx4g.
rem No blocks in brackets: a path such as C:\Program Files (x86)\Java would end them.
setlocal EnableExtensions DisableDelayedExpansion
set "inpaint_home=%~dp0.."
if not defined JAVA_HOME goto on_path
rem Some set it with quotes.
set "inpaint_java=%JAVA_HOME:"=%\bin\java.exe"
if exist "%inpaint_java%" goto run
goto no_java
:on_path
for %%j in (java.exe) do set "inpaint_java=%%~$PATH:j"
if defined inpaint_java goto run
set "inpaint_java=java.exe"
:no_java
echo inpaint needs Java 17 or newer, and there is no "%inpaint_java%": install one, or set JAVA_HOME>&2
exit /b 1
:run
"%inpaint_java%" "@%inpaint_home%\lib\java.options" %INPAINT_OPTS% -jar "%inpaint_home%\lib\inpaint.jar" %*
exit /b %errorlevel%
