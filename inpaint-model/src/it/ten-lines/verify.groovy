import javax.imageio.ImageIO

def photo = ImageIO.read(new File(basedir, "photo.png"))
def mask = ImageIO.read(new File(basedir, "mask.png"))
def filled = ImageIO.read(new File(basedir, "filled.png"))
def changed = 0
for (y in 0..<photo.height) {
    for (x in 0..<photo.width) {
        def same = photo.getRGB(x, y) == filled.getRGB(x, y)
        assert same || (mask.getRGB(x, y) & 255) == 0
        changed += same ? 0 : 1
    }
}
assert changed > 0

// What is run here is what the README shows, whatever the versions.
def plain = { it.readLines()*.trim().join("\n").replaceAll("<version>[^<]*</version>", "").trim() }
def readme = plain(new File(basedir, "../../../../README.md").text)
["pom.xml", "src/main/java/Fill.java"].each {
    assert readme.contains(plain(new File(basedir, it).text))
}
return true
