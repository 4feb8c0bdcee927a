assert new File(basedir, "build.log").text.contains("CONSUMER predicted [4, 3, 16, 16]")
// What consumers read, Gradle's among them, which knows no profiles of parents.
["inpaint-layers", "inpaint-data", "inpaint-model"].each {
    assert !(new File(basedir, "../../../../$it/target/flattened-pom.xml").text =~ /\$\{|<parent>|<profiles?>|<dependencyManagement>/)
}
// Anything else than nothing or true is a failure.
return true
