package io.av4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.av4j.clock.NanoClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Decides what may use what in the library. */
class ArchitectureTest {

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.av4j");

  private static final int MOST_LINES = 400;
  private static final int MOST_LINES_OF_PUSH = 250;
  private static final int MEDIAN_LINES_OF_PUSH = 110;

  private static final String PUSH = "io.av4j.push..";
  private static final Path MAIN = Path.of("src/main/java");

  private static final String[] BELOW_FRAME = {"flow", "time"};
  private static final String[] BELOW_CODEC = {"frame", "flow", "time"};
  private static final String[] BELOW_CONTAINER = {"codec", "frame", "flow", "time"};
  private static final String[] BELOW_PUSH = {
    "rtmp",
    "pipeline",
    "container",
    "filter",
    "hardware",
    "clock",
    "log",
    "codec",
    "frame",
    "flow",
    "time"
  };

  /** What each package may use of the others; the root, with the exceptions, is open to all. */
  static final List<Layer> LAYERS =
      List.of(
          new Layer("time"),
          new Layer("flow"),
          new Layer("log", "time"),
          new Layer("internal", "log", "time"),
          new Layer("frame", BELOW_FRAME).with("internal", "log"),
          new Layer("codec", BELOW_CODEC).with("internal", "log"),
          new Layer("container", BELOW_CONTAINER).with("filter", "internal", "log", "rtmp"),
          new Layer("filter", BELOW_CONTAINER).with("internal", "log"),
          new Layer("hardware", BELOW_CONTAINER).with("internal", "log"),
          new Layer("clock", BELOW_CONTAINER).with("log"),
          new Layer("rtmp", "clock", "flow", "internal", "log"),
          new Layer("pipeline", BELOW_CONTAINER)
              .with("container", "filter", "hardware", "clock", "log"),
          new Layer("push.plan", BELOW_CONTAINER).with("filter", "log"),
          new Layer("push.status", "push.plan", "clock", "log", "time"),
          new Layer("push.destination", BELOW_PUSH).with("push.status", "push.plan"),
          new Layer("push.rendition", BELOW_PUSH)
              .with("push.destination", "push.status", "push.plan"),
          new Layer("push.programme", BELOW_PUSH)
              .with("push.rendition", "push.destination", "push.status", "push.plan"),
          new Layer("push.source", BELOW_PUSH)
              .with("push.programme", "push.rendition", "push.destination")
              .with("push.status", "push.plan"),
          new Layer("push.control", BELOW_PUSH)
              .with("push.source", "push.programme", "push.rendition", "push.destination")
              .with("push.status", "push.plan"),
          new Layer("push", BELOW_PUSH)
              .with("push.control", "push.source", "push.programme", "push.rendition")
              .with("push.destination", "push.status", "push.plan"));

  @ParameterizedTest
  @FieldSource("LAYERS")
  void usesOnlyWhatIsBelow(Layer layer) {
    classes()
        .that()
        .resideInAPackage(name(layer.name()))
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.av4j.."))
                .or(resideInAnyPackage("io.av4j", name(layer.name())))
                .or(
                    resideInAnyPackage(
                        layer.mayUse().stream()
                            .map(ArchitectureTest::name)
                            .toArray(String[]::new))))
        .allowEmptyShould(true)
        .check(LIBRARY);
  }

  @Test
  void everyPackageHasItsPlace() {
    classes()
        .that()
        .resideInAPackage("io.av4j..")
        .should()
        .resideInAnyPackage(
            Stream.concat(Stream.of("io.av4j"), LAYERS.stream().map(layer -> name(layer.name())))
                .toArray(String[]::new))
        .check(LIBRARY);
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.av4j.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(LIBRARY);
  }

  @Test
  void packagesOfPushHaveNoCycles() {
    slices()
        .matching("io.av4j.push.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(LIBRARY);
  }

  /** Of a push, its plans and what is told of it are for users; how it runs is not. */
  @Test
  void ofPushUsersSeePlansAndStatusAlone() throws IOException {
    Pattern export = Pattern.compile("exports (io\\.av4j\\.push[^;]*);");
    assertThat(export.matcher(Files.readString(MAIN.resolve("module-info.java"))).results())
        .extracting(found -> found.group(1))
        .containsExactlyInAnyOrder("io.av4j.push", "io.av4j.push.plan", "io.av4j.push.status");
  }

  @Test
  void timeFlowClockPipelineAndPushKnowNoNativeType() {
    noClasses()
        .that()
        .resideInAnyPackage(name("time"), name("flow"), name("clock"), name("pipeline"), PUSH)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .allowEmptyShould(true)
        .check(LIBRARY);
  }

  /** Whoever waits there waits for a condition or a deadline of the clock it was given. */
  @Test
  void pipelinesAndPushesNeitherSleepNorPollNorReadTheTimeThemselves() {
    noClasses()
        .that()
        .resideInAnyPackage(name("pipeline"), PUSH)
        .should()
        .callMethodWhere(sleeps().or(readsTheTime()).or(polls()))
        .check(LIBRARY);
  }

  /** What a method's types do not show: a queue that is asked with a timeout, by whatever name. */
  @Test
  void pipelinesAndPushesPollNoQueue() throws IOException {
    Pattern poll = Pattern.compile("\\.poll(First|Last)?\\(\\s*[^)\\s]");
    for (String part : List.of("pipeline", "push")) {
      assertThat(sources(MAIN.resolve("io/av4j/" + part)))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(poll.matcher(Files.readString(file)).find()).isFalse());
    }
  }

  @Test
  void inClockOnlyTheSystemClockReadsTheTime() {
    noClasses()
        .that()
        .resideInAPackage(name("clock"))
        .and()
        .doNotHaveFullyQualifiedName(NanoClock.class.getName() + "$SystemClock")
        .should()
        .callMethodWhere(sleeps().or(readsTheTime()))
        .check(LIBRARY);
  }

  private static DescribedPredicate<JavaCall<?>> sleeps() {
    return calls("sleeps", call -> call.getName().equals("sleep"));
  }

  private static DescribedPredicate<JavaCall<?>> readsTheTime() {
    return calls(
        "reads the time",
        call ->
            call.getTargetOwner().isEquivalentTo(System.class)
                && (call.getName().equals("nanoTime")
                    || call.getName().equals("currentTimeMillis")));
  }

  /** What is waited for by looking again and again, or by a clock that no test can set. */
  private static DescribedPredicate<JavaCall<?>> polls() {
    Set<String> names = Set.of("poll", "pollFirst", "pollLast", "offer", "tryLock", "wait", "join");
    Set<String> clocks = Set.of("parkNanos", "parkUntil", "awaitNanos", "awaitUntil");
    return calls(
        "polls",
        call ->
            call.getTargetOwner().getPackageName().startsWith("java.")
                && (clocks.contains(call.getName())
                    || (names.contains(call.getName())
                        && call.getTarget().getRawParameterTypes().stream()
                            .anyMatch(type -> type.isEquivalentTo(long.class)))));
  }

  private static DescribedPredicate<JavaCall<?>> calls(String what, Predicate<JavaCall<?>> test) {
    return DescribedPredicate.describe(what, test);
  }

  @Test
  void nothingPrints() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(LIBRARY);
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(LIBRARY);
  }

  @Test
  void namesSayWhatAThingIs() {
    // Side data is FFmpeg's own noun.
    noClasses()
        .that()
        .doNotHaveSimpleName("SideData")
        .should()
        .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Data|Info)")
        .check(LIBRARY);
  }

  /** The module system keeps internals in, but the other modules here are on the class path. */
  @Test
  void onlyTheLibraryUsesItsInternals() throws IOException {
    for (Path module : List.of(Path.of("../examples"), Path.of("../benchmarks"))) {
      assertThat(sources(module.resolve("src")))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(file).content().doesNotContain("io.av4j.internal"));
    }
  }

  @Test
  void filesStayShort() throws IOException {
    assertThat(sources(MAIN))
        .isNotEmpty()
        .allSatisfy(
            file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void filesOfPushHaveOneJobEach() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    for (Path file : sources(MAIN.resolve("io/av4j/push"))) {
      int lines = Files.readAllLines(file).size();
      assertThat(lines).as("%s", file).isLessThanOrEqualTo(MOST_LINES_OF_PUSH);
      if (!file.endsWith("package-info.java")) {
        lengths.add(lines);
      }
    }
    Collections.sort(lengths);
    assertThat(lengths.get(lengths.size() / 2)).isLessThan(MEDIAN_LINES_OF_PUSH);
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /** The package of a layer, with those within it that are no layers themselves. */
  private static String name(String layer) {
    boolean divided = LAYERS.stream().anyMatch(other -> other.name().startsWith(layer + "."));
    return "io.av4j." + layer + (divided ? "" : "..");
  }

  /** A package below the root, and the packages that it may use. */
  record Layer(String name, List<String> mayUse) {

    Layer(String name, String... mayUse) {
      this(name, List.of(mayUse));
    }

    Layer with(String... more) {
      return new Layer(name, Stream.concat(mayUse.stream(), Stream.of(more)).toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
