assert new File(basedir, "build.log").text.contains("CONSUMER predicted [4, 3, 16, 16]")
