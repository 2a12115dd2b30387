package io.av4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private static final String[] BELOW_FRAME = {"flow", "time"};
  private static final String[] BELOW_CODEC = {"frame", "flow", "time"};
  private static final String[] BELOW_CONTAINER = {"codec", "frame", "flow", "time"};

  /** What each package may use of the others; the root, with the exceptions, is open to all. */
  static final List<Layer> LAYERS =
      List.of(
          new Layer("time"),
          new Layer("flow"),
          new Layer("log", "time"),
          new Layer("internal", "log", "time"),
          new Layer("frame", BELOW_FRAME).with("internal", "log"),
          new Layer("codec", BELOW_CODEC).with("internal", "log"),
          new Layer("container", BELOW_CONTAINER).with("filter", "internal", "log"),
          new Layer("filter", BELOW_CONTAINER).with("internal", "log"),
          new Layer("hardware", BELOW_CONTAINER).with("internal", "log"),
          new Layer("clock", BELOW_CONTAINER).with("log"),
          new Layer("pipeline", BELOW_CONTAINER)
              .with("container", "filter", "hardware", "clock", "log"),
          new Layer("push", BELOW_CONTAINER)
              .with("pipeline", "container", "filter", "hardware", "clock", "log"));

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
  void timeFlowClockPipelineAndPushKnowNoNativeType() {
    noClasses()
        .that()
        .resideInAnyPackage(
            name("time"), name("flow"), name("clock"), name("pipeline"), name("push"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .allowEmptyShould(true)
        .check(LIBRARY);
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
    assertThat(sources(Path.of("src/main/java")))
        .isNotEmpty()
        .allSatisfy(
            file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static String name(String layer) {
    return "io.av4j." + layer + "..";
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
