import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.machinezoo.sourceafis.FingerprintImage;
import com.machinezoo.sourceafis.FingerprintImageOptions;
import com.machinezoo.sourceafis.FingerprintMatcher;
import com.machinezoo.sourceafis.FingerprintTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * SourceAFIS over a folder of prints. {@code java -cp CLASSPATH Judge.java DIR all|firsts}
 *
 * DIR/prints.txt has one line a print: finger, width, height, file of its raw pixels (8-bit grey), ppi.
 * Writes DIR/minutiae.json, an array of [[x, y, type] ...] by print, type 0 ending or 1 bifurcation; DIR/scores.txt, one line a pair i < j:
 * 1 or 0 (same finger or not) and the score; DIR/times.json. With {@code firsts} impostor pairs are taken among the first print of each finger.
 */
final class Judge {
    record Print(String finger, boolean first, FingerprintTemplate template) {}

    /** Time in all threads, ns. */
    static final LongAdder EXTRACTING = new LongAdder();
    static final LongAdder COMPARING = new LongAdder();
    static final LongAdder COMPARED = new LongAdder();

    public static void main(String[] args) throws IOException {
        Path dir = Path.of(args[0]);
        boolean all = args[1].equals("all");
        List<String> lines = Files.readAllLines(dir.resolve("prints.txt"));
        List<Print> prints = IntStream.range(0, lines.size()).parallel().mapToObj(i -> read(dir, lines, i)).toList();
        var json = new ObjectMapper();
        json.writeValue(dir.resolve("minutiae.json").toFile(), prints.stream().map(Judge::minutiae).toList());
        Files.write(dir.resolve("scores.txt"), IntStream.range(0, prints.size()).parallel().mapToObj(i -> scores(prints, i, all)).filter(text -> !text.isEmpty()).toList());
        json.writeValue(dir.resolve("times.json").toFile(), Map.of(
            "extractMs", EXTRACTING.sum() / 1e6 / prints.size(), "matchesPerS", COMPARED.sum() / (COMPARING.sum() / 1e9)));
    }

    static Print read(Path dir, List<String> lines, int i) {
        try {
            String[] cells = lines.get(i).split(" ");
            byte[] pixels = Files.readAllBytes(dir.resolve(cells[3]));
            var options = new FingerprintImageOptions().dpi(Double.parseDouble(cells[4]));
            var image = new FingerprintImage(Integer.parseInt(cells[1]), Integer.parseInt(cells[2]), pixels, options);
            boolean first = i == 0 || !lines.get(i - 1).startsWith(cells[0] + " ");
            long start = System.nanoTime();
            var template = new FingerprintTemplate(image);
            EXTRACTING.add(System.nanoTime() - start);
            return new Print(cells[0], first, template);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A template serialises as CBOR with parallel arrays. */
    static List<double[]> minutiae(Print print) {
        try {
            JsonNode t = new ObjectMapper(new CBORFactory()).readTree(print.template().toByteArray());
            String types = t.get("types").asText();
            return IntStream.range(0, types.length())
                .mapToObj(k -> new double[] {t.get("positionsX").get(k).asInt(), t.get("positionsY").get(k).asInt(), types.charAt(k) == 'B' ? 1 : 0})
                .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String scores(List<Print> prints, int i, boolean all) {
        Print probe = prints.get(i);
        long start = System.nanoTime();
        var matcher = new FingerprintMatcher(probe.template());
        var out = new StringBuilder();
        for (Print other : prints.subList(i + 1, prints.size())) {
            boolean mated = other.finger().equals(probe.finger());
            if (!(all || mated || probe.first() && other.first())) continue;
            out.append(mated ? 1 : 0).append(' ').append(matcher.match(other.template())).append('\n');
            COMPARED.increment();
        }
        COMPARING.add(System.nanoTime() - start);
        return out.toString().stripTrailing();
    }
}
