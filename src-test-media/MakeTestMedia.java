/*
 * Copyright the av4j contributors.
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 */

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;

/**
 * Makes the test media of av4j with the {@code ffmpeg} program that the JavaCPP presets carry.
 *
 * <pre>
 * java -cp "examples/target/lib/*" src-test-media/MakeTestMedia.java            make all clips and SHA256SUMS
 * java -cp "examples/target/lib/*" src-test-media/MakeTestMedia.java --check    compare the clips with SHA256SUMS
 * java -cp "examples/target/lib/*" src-test-media/MakeTestMedia.java --verify   decode the clips and measure them
 * </pre>
 *
 * A second argument names the folder; without it that is {@code src-test-media}. What the clips hold, and
 * where in the picture the frame number lies, is written in README.md next to this file.
 */
public class MakeTestMedia {

    /** Pictures in a second of the source; the frame number divided by it is the picture's time. */
    static final int RATE = 30;

    /** The flash lasts this many pictures, from the start of every second: 0.1 s, as the beep does. */
    static final int FLASH_FRAMES = 3;

    static final String SUMS = "SHA256SUMS";

    private final Path dir;
    private final List<String> made = new ArrayList<>();

    MakeTestMedia(Path dir) {
        this.dir = dir;
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        List<String> rest = new ArrayList<>(Arrays.asList(args));
        boolean check = rest.remove("--check");
        boolean verify = rest.remove("--verify");
        if (rest.size() > 1 || (!rest.isEmpty() && rest.get(0).startsWith("-"))) {
            System.err.println("usage: MakeTestMedia.java [--check] [--verify] [folder]");
            System.exit(2);
        }
        Path dir = Path.of(rest.isEmpty() ? "src-test-media" : rest.get(0));
        boolean good = true;
        if (!check && !verify) {
            Files.createDirectories(dir);
            MakeTestMedia maker = new MakeTestMedia(dir);
            maker.makeAll();
            maker.writeSums();
        }
        if (check) {
            good = check(dir);
        }
        if (verify) {
            good &= new Verifier(dir).all();
        }
        System.exit(good ? 0 : 1);
    }

    // ------------------------------------------------------------------------------------------ the clips

    void makeAll() throws Exception {
        // The main clip.
        encode("flash_1080p30.mp4",
                lavfi(picture(1920, 1080, 10)), lavfi(beep(48000, 2, 1000, 10)),
                x264("high", 28), aac(128), opt("-movflags +faststart"));

        // Variable frame rate: of every second the first picture and an irregular choice of the others stay.
        String irregular = ",select='not(mod(n,30))+gt(mod(n*n*7+n*13,31),14)'";
        encode("flash_vfr_360p.mp4",
                lavfi(picture(640, 360, 6) + irregular), lavfi(beep(48000, 2, 1000, 6)),
                opt("-fps_mode vfr -video_track_timescale 30000"), x264("high", 28), aac(96));

        encode("flash_hevc10_720p.mp4",
                lavfi(picture(1280, 720, 4)), lavfi(beep(48000, 2, 1000, 4)),
                opt("-pix_fmt yuv420p10le -c:v libx265 -profile:v main10 -preset medium -crf 28 -g 60 -tag:v hvc1"),
                opt("-x265-params pools=none:frame-threads=1:wpp=0:info=0:open-gop=0:log-level=error"), aac(96));

        encode("flash_vp9_360p.webm",
                lavfi(picture(640, 360, 6)), lavfi(beep(48000, 2, 1000, 6)),
                opt("-c:v libvpx-vp9 -b:v 0 -crf 36 -deadline good -cpu-used 2 -row-mt 0 -g 60"),
                opt("-c:a libopus -b:a 64k"));

        encode("flash_720p.ts",
                lavfi(picture(1280, 720, 5)), lavfi(beep(48000, 2, 1000, 5)),
                x264("high", 28), aac(96));

        encode("flash_baseline.flv",
                lavfi(picture(640, 360, 5)), lavfi(beep(44100, 1, 1000, 5)),
                x264("baseline", 28), aac(64));

        encode("video_only_360p.mp4",
                lavfi(picture(640, 360, 4)),
                x264("main", 28));

        // Sound alone.
        encode("beep_aac.m4a",
                lavfi(beep(48000, 2, 1000, 5)),
                aac(96));
        encode("beep_opus.ogg",
                lavfi(beep(48000, 1, 1000, 5)),
                opt("-c:a libopus -b:a 32k"));
        encode("tones_stereo.flac",
                lavfi("aevalsrc=exprs='0.25*sin(2*PI*440*n/44100)|0.25*sin(2*PI*880*n/44100)'"
                        + ":c=stereo:s=44100:d=2,aformat=sample_fmts=s16"),
                opt("-c:a flac"));

        // Subtitles in two languages, chapters, metadata.
        Path work = Files.createTempDirectory("av4j-media");
        Path english = write(work.resolve("en.srt"), ENGLISH);
        Path german = write(work.resolve("de.srt"), GERMAN);
        Path chapters = write(work.resolve("chapters.txt"), CHAPTERS);
        encode("subtitles_chapters.mkv",
                lavfi(picture(640, 360, 6)), lavfi(beep(48000, 2, 1000, 6)),
                List.of("-i", english.toString(), "-i", german.toString(),
                        "-f", "ffmetadata", "-i", chapters.toString()),
                opt("-map 0:v -map 1:a -map 2:s -map 3:s -map_metadata 4 -map_chapters 4"),
                x264("high", 28), aac(96), opt("-c:s subrip"),
                opt("-metadata:s:a:0 language=eng"),
                List.of("-metadata:s:s:0", "language=eng", "-metadata:s:s:0", "title=English"),
                List.of("-metadata:s:s:1", "language=ger", "-metadata:s:s:1", "title=Deutsch"),
                opt("-disposition:s:0 default -disposition:s:1 0"));
        for (Path file : List.of(english, german, chapters, work)) {
            Files.delete(file);
        }

        // Damaged files.
        cut("flash_baseline.flv", "cut_in_packet.flv", 0.6);
        cut("video_only_360p.mp4", "cut_no_moov.mp4", 0.5);
        byte[] garbage = new byte[4096];
        new Random(20011).nextBytes(garbage);
        Files.write(dir.resolve("garbage.mp4"), garbage);
        made.add("garbage.mp4");
    }

    static final String ENGLISH = """
            1
            00:00:00,500 --> 00:00:01,500
            First line

            2
            00:00:02,000 --> 00:00:03,250
            Second line,
            in two rows

            3
            00:00:04,000 --> 00:00:05,500
            <i>Third</i> line
            """;

    static final String GERMAN = """
            1
            00:00:00,500 --> 00:00:01,500
            Erste Zeile

            2
            00:00:02,000 --> 00:00:03,250
            Zweite Zeile: Gr\u00fc\u00dfe,
            in zwei Reihen

            3
            00:00:04,000 --> 00:00:05,500
            <i>Dritte</i> Zeile
            """;

    static final String CHAPTERS = """
            ;FFMETADATA1
            title=av4j test clip
            artist=av4j
            comment=flash, beep, subtitles and chapters
            [CHAPTER]
            TIMEBASE=1/1000
            START=0
            END=2000
            title=One
            [CHAPTER]
            TIMEBASE=1/1000
            START=2000
            END=4500
            title=Two
            [CHAPTER]
            TIMEBASE=1/1000
            START=4500
            END=6000
            title=Three \u2013 the end
            """;

    // ----------------------------------------------------------------------------------------- the picture

    /**
     * The filter graph of the picture: the frame number in the top ninth, the moving pattern with the
     * flash in the seven ninths below it, and the same number in digits in the bottom ninth.
     */
    static String picture(int width, int height, int seconds) {
        int band = height / 9;
        List<String> f = new ArrayList<>();
        f.add("testsrc2=size=" + width + "x" + (height - 2 * band) + ":rate=" + RATE + ":duration=" + seconds);
        f.add("format=yuv420p");
        f.add("setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709");
        f.add("pad=" + width + ":" + height + ":0:" + band + ":black");
        f.add(box(0, band, width, height - 2 * band, "white", "lt(mod(n," + RATE + ")," + FLASH_FRAMES + ")"));

        // 16 blocks, the most significant bit on the left: white for 1. The second row holds the complement.
        int row = band / 2;
        int block = width / 16;
        f.add(box(0, row, width, row, "white", "1"));
        for (int i = 0; i < 16; i++) {
            String one = "mod(floor(n/" + (1 << (15 - i)) + "),2)";
            f.add(box(i * block, 0, block, row, "white", one));
            f.add(box(i * block, row, block, row, "black", one));
        }

        // Four digits of seven segments; no font is needed.
        int u = height / 90;
        int top = height - band + u * 3 / 2;
        for (int digit = 0; digit < 4; digit++) {
            int left = 2 * u + digit * 6 * u;
            int power = (int) Math.pow(10, 3 - digit);
            for (Segment s : Segment.values()) {
                String lit = "gt(bitand(" + s.digits + ",pow(2,mod(floor(n/" + power + "),10))),0)";
                f.add(box(left + s.x * u, top + s.y * u, s.w * u, s.h * u, "white", lit));
            }
        }
        return String.join(",", f);
    }

    static String box(int x, int y, int w, int h, String colour, String enable) {
        return "drawbox=x=" + x + ":y=" + y + ":w=" + w + ":h=" + h + ":color=" + colour
                + ":t=fill:enable='" + enable + "'";
    }

    /** A segment of a digit that is 4 units wide and 7 high, and the digits in which it is lit. */
    enum Segment {
        TOP(0, 0, 4, 1, "02356789"),
        UPPER_LEFT(0, 0, 1, 4, "045689"),
        UPPER_RIGHT(3, 0, 1, 4, "01234789"),
        MIDDLE(0, 3, 4, 1, "2345689"),
        LOWER_LEFT(0, 3, 1, 4, "0268"),
        LOWER_RIGHT(3, 3, 1, 4, "013456789"),
        BOTTOM(0, 6, 4, 1, "0235689");

        final int x;
        final int y;
        final int w;
        final int h;
        final int digits;

        Segment(int x, int y, int w, int h, String digits) {
            this.x = x;
            this.y = y;
            this.w = w;
            this.h = h;
            this.digits = digits.chars().map(c -> 1 << (c - '0')).sum();
        }
    }

    /** A tone in the first tenth of every second, counted in samples, silence otherwise. */
    static String beep(int sampleRate, int channels, int hertz, int seconds) {
        String one = "0.5*sin(2*PI*" + hertz + "*n/" + sampleRate + ")*lt(mod(n," + sampleRate + "),"
                + sampleRate / 10 + ")";
        return "aevalsrc=exprs='" + String.join("|", Collections.nCopies(channels, one)) + "':c="
                + (channels == 1 ? "mono" : "stereo") + ":s=" + sampleRate + ":d=" + seconds;
    }

    // ------------------------------------------------------------------------------------ running ffmpeg

    static List<String> lavfi(String graph) {
        return List.of("-f", "lavfi", "-i", graph);
    }

    static List<String> x264(String profile, int crf) {
        return opt("-c:v libx264 -profile:v " + profile + " -preset slower -crf " + crf + " -g 60");
    }

    static List<String> aac(int kilobits) {
        return opt("-c:a aac -b:a " + kilobits + "k");
    }

    static List<String> opt(String options) {
        return List.of(options.split(" "));
    }

    @SafeVarargs
    final void encode(String name, List<String>... parts) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(opt("-v error -nostdin -y -filter_threads 1"));
        for (List<String> part : parts) {
            command.addAll(part);
        }
        command.addAll(opt("-threads 1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact"));
        Path file = dir.resolve(name);
        command.add(file.toString());
        String said = text(start(org.bytedeco.ffmpeg.ffmpeg.class, command));
        if (!said.isBlank()) {
            throw new IOException(name + ": " + said);
        }
        report(name);
    }

    private void cut(String from, String to, double part) throws IOException {
        byte[] all = Files.readAllBytes(dir.resolve(from));
        Files.write(dir.resolve(to), Arrays.copyOf(all, (int) (all.length * part)));
        report(to);
    }

    private void report(String name) throws IOException {
        made.add(name);
        System.out.printf("%9d  %s%n", Files.size(dir.resolve(name)), name);
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Starts a program of the presets; its libraries are found in the folder it was extracted to. */
    static Process start(Class<?> program, List<String> arguments) throws IOException {
        Path executable = Path.of(Loader.load(program));
        List<String> command = new ArrayList<>();
        command.add(executable.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LD_LIBRARY_PATH", executable.getParent().toString());
        builder.redirectErrorStream(true);
        return builder.start();
    }

    static String text(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 || !said.isBlank() ? said : "exit code " + code;
    }

    // --------------------------------------------------------------------------------------- checksums

    private void writeSums() throws IOException {
        StringBuilder sums = new StringBuilder();
        for (String name : made.stream().sorted().toList()) {
            sums.append(sha256(dir.resolve(name))).append("  ").append(name).append('\n');
        }
        Files.writeString(dir.resolve(SUMS), sums);
    }

    static boolean check(Path dir) throws IOException {
        boolean good = true;
        for (Map.Entry<String, String> entry : sums(dir).entrySet()) {
            Path file = dir.resolve(entry.getKey());
            String state = !Files.exists(file) ? "MISSING" : sha256(file).equals(entry.getValue()) ? "ok" : "DIFFERENT";
            System.out.println(entry.getKey() + ": " + state);
            good &= state.equals("ok");
        }
        return good;
    }

    static Map<String, String> sums(Path dir) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        for (String line : Files.readAllLines(dir.resolve(SUMS))) {
            sums.put(line.substring(66), line.substring(0, 64));
        }
        return sums;
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // --------------------------------------------------------------------------------------- reading back

    /**
     * The frame number in a picture's luma plane (8 bits a sample, limited range), at whatever size the
     * picture has been scaled to; -1 where a block is not clear.
     */
    static int frameNumber(byte[] luma, int stride, int width, int height) {
        int number = 0;
        for (int i = 0; i < 16; i++) {
            int x = (int) ((i + 0.5) * width / 16);
            int above = mean(luma, stride, x, height / 36, width / 64, height / 72);
            int below = mean(luma, stride, x, height / 12, width / 64, height / 72);
            if (Math.abs(above - below) < 64) {
                return -1;
            }
            number = number << 1 | (above > below ? 1 : 0);
        }
        return number;
    }

    /** Whether the picture is white in the part that flashes. */
    static boolean flash(byte[] luma, int stride, int width, int height) {
        return mean(luma, stride, width / 2, height / 2, width / 4, height / 4) > 200;
    }

    /** The mean of the samples at most dx and dy from (x, y). */
    static int mean(byte[] luma, int stride, int x, int y, int dx, int dy) {
        long sum = 0;
        for (int row = y - dy; row <= y + dy; row++) {
            for (int column = x - dx; column <= x + dx; column++) {
                sum += luma[row * stride + column] & 0xff;
            }
        }
        return (int) (sum / ((2L * dx + 1) * (2L * dy + 1)));
    }

    /** Decodes the clips and measures what the tests rely on. */
    static final class Verifier {

        private final Path dir;

        Verifier(Path dir) {
            this.dir = dir;
        }

        boolean all() throws Exception {
            boolean good = true;
            for (String name : sums(dir).keySet()) {
                good &= one(name);
            }
            return good;
        }

        private boolean one(String name) throws Exception {
            String file = dir.resolve(name).toString();
            String errors = text(start(org.bytedeco.ffmpeg.ffmpeg.class,
                    List.of("-v", "error", "-nostdin", "-i", file, "-map", "0", "-c:s", "copy", "-f", "null", "-")));
            if (name.endsWith(".webm")) {
                // FFmpeg's Opus parser says this at the end of every Matroska or WebM file with Opus.
                errors = errors.replaceAll(".*Error parsing Opus packet header\\.\\s*", "");
            }
            boolean damaged = name.startsWith("cut_") || name.startsWith("garbage");
            if (!errors.isBlank() || damaged) {
                System.out.printf("%s: %s%n", name, errors.isBlank() ? "no error" : errors.lines().findFirst().get());
                return damaged && !errors.isBlank();
            }
            boolean good = true;
            StringBuilder line = new StringBuilder(name).append(": no errors");
            Map<Double, Boolean> flashes = new LinkedHashMap<>();
            List<Double> videoTimes = frameTimes(file, "v:0");
            double videoStart = 0;
            if (!videoTimes.isEmpty()) {
                videoStart = videoTimes.get(0);
                int wrong = 0;
                for (int width : new int[] {0, 640}) {
                    List<int[]> read = pictures(file, width);
                    wrong += read.size() == videoTimes.size() ? 0 : 1;
                    flashes.clear();
                    for (int i = 0; i < Math.min(read.size(), videoTimes.size()); i++) {
                        int number = read.get(i)[0];
                        double expected = videoTimes.get(i) - videoStart;
                        boolean flash = read.get(i)[1] == 1;
                        wrong += Math.abs(number / (double) RATE - expected) < 0.002
                                && flash == number % RATE < FLASH_FRAMES ? 0 : 1;
                        flashes.put(videoTimes.get(i), flash);
                    }
                }
                good &= wrong == 0;
                line.append(String.format(", %d pictures from %.6f s, wrong numbers or flashes %d",
                        videoTimes.size(), videoStart, wrong));
            }
            List<Double> audioTimes = frameTimes(file, "a:0");
            if (!audioTimes.isEmpty()) {
                line.append(String.format(", sound from %.6f s", audioTimes.get(0)));
                if (!name.startsWith("tones")) {
                    List<Double> onsets = onsets(file, audioTimes.get(0));
                    List<Double> starts = flashStarts(flashes, onsets.size());
                    if (starts.size() != onsets.size()) {
                        good = false;
                    } else {
                        // The encoder's start smears the very first beep where the container cannot cut it off.
                        double first = onsets.get(0) - starts.get(0);
                        double least = Double.MAX_VALUE;
                        double most = -Double.MAX_VALUE;
                        for (int i = 1; i < starts.size(); i++) {
                            least = Math.min(least, onsets.get(i) - starts.get(i));
                            most = Math.max(most, onsets.get(i) - starts.get(i));
                        }
                        good &= Math.abs(first) < 0.01 && least > -0.001 && most < 0.001;
                        line.append(String.format(", %d beeps, beep minus %s: first %.2f, others %.2f to %.2f ms",
                                onsets.size(), flashes.isEmpty() ? "whole second" : "flash",
                                first * 1000, least * 1000, most * 1000));
                    }
                }
            }
            System.out.println(line + (good ? "" : "  WRONG"));
            return good;
        }

        private static List<Double> flashStarts(Map<Double, Boolean> flashes, int wanted) {
            List<Double> starts = new ArrayList<>();
            if (flashes.isEmpty()) {
                for (int i = 0; i < wanted; i++) {
                    starts.add((double) i);
                }
            }
            boolean before = false;
            for (Map.Entry<Double, Boolean> picture : flashes.entrySet()) {
                if (picture.getValue() && !before) {
                    starts.add(picture.getKey());
                }
                before = picture.getValue();
            }
            return starts;
        }

        /** Number and flash of each picture; width 0 leaves the size, another scales before reading. */
        private static List<int[]> pictures(String file, int width) throws Exception {
            String size = text(start(org.bytedeco.ffmpeg.ffprobe.class,
                    List.of("-v", "quiet", "-select_streams", "v:0", "-show_entries", "stream=width,height",
                            "-of", "default=nw=1:nk=1", file)));
            int w = Integer.parseInt(size.lines().toList().get(0));
            int h = Integer.parseInt(size.lines().toList().get(1));
            String filter = "format=yuv420p,extractplanes=y";
            if (width > 0) {
                h = h * width / w;
                w = width;
                filter = "scale=" + w + ":" + h + "," + filter;
            }
            Process process = start(org.bytedeco.ffmpeg.ffmpeg.class,
                    List.of("-v", "quiet", "-nostdin", "-i", file, "-map", "0:v:0", "-vf", filter,
                            "-fps_mode", "passthrough", "-f", "rawvideo", "-"));
            List<int[]> read = new ArrayList<>();
            try (InputStream in = new BufferedInputStream(process.getInputStream())) {
                byte[] luma;
                while ((luma = in.readNBytes(w * h)).length == w * h) {
                    read.add(new int[] {frameNumber(luma, w, w, h), flash(luma, w, w, h) ? 1 : 0});
                }
            }
            return read;
        }

        private static List<Double> frameTimes(String file, String stream) throws Exception {
            String out = text(start(org.bytedeco.ffmpeg.ffprobe.class,
                    List.of("-v", "quiet", "-select_streams", stream, "-show_entries", "frame=pts_time",
                            "-of", "default=nw=1:nk=1", file)));
            return out.lines().filter(l -> !l.isBlank()).map(Double::valueOf).toList();
        }

        /** The times at which a beep begins: the first sample above a tenth of full scale after silence. */
        private static List<Double> onsets(String file, double start) throws Exception {
            byte[] sound = start(org.bytedeco.ffmpeg.ffmpeg.class,
                    List.of("-v", "quiet", "-nostdin", "-i", file, "-map", "0:a:0", "-ac", "1", "-ar", "48000",
                            "-f", "s16le", "-")).getInputStream().readAllBytes();
            List<Double> onsets = new ArrayList<>();
            int quiet = Integer.MAX_VALUE / 2;
            for (int i = 0; i + 1 < sound.length; i += 2) {
                int sample = (short) (sound[i] & 0xff | sound[i + 1] << 8);
                if (Math.abs(sample) < 3277) {
                    quiet++;
                } else {
                    if (quiet > 4800) {
                        onsets.add(start + i / 2 / 48000.0);
                    }
                    quiet = 0;
                }
            }
            return onsets;
        }
    }
}
