assert new File(basedir, "build.log").text.contains("LOGBACK WARN MaskImage The mask")
