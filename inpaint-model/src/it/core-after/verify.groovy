assert new File(basedir, "build.log").text.contains("CONSUMER filled with")
