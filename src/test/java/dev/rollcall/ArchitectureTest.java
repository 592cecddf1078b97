package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the house to its rules, and each rule to its word: the packages below {@code badhouse}
 * break every one of them once.
 */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.rollcall");
  private static final JavaClasses EVERYTHING =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("dev.rollcall");
  private static final JavaClasses BAD_HOUSE = new ClassFileImporter().importPackages("badhouse");

  private static final HouseRules RULES = new HouseRules("dev.rollcall");
  private static final HouseRules BAD_RULES = new HouseRules("badhouse");

  @TestFactory
  Stream<DynamicTest> productKeeps() {
    return RULES.forTheProduct().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(PRODUCT)));
  }

  @TestFactory
  Stream<DynamicTest> testsKeep() {
    return RULES.forTheTests().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(EVERYTHING)));
  }

  @Test
  void importsProductAndTests() {
    assertThat(PRODUCT.contain(Main.class)).isTrue();
    assertThat(PRODUCT.contain(ArchitectureTest.class)).isFalse();
    assertThat(EVERYTHING.contain(ArchitectureTest.class)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "base, badhouse.base.KnowsLookup",
    "security, badhouse.security.KnowsCluster",
    "cluster, badhouse.cluster.KnowsStore",
    "store, badhouse.store.KnowsLookup",
    "lookup, badhouse.lookup.KnowsBroadcast",
    "lookup, badhouse.lookup.KnowsWire",
    "lookup, badhouse.lookup.KnowsEdge",
    "broadcast, badhouse.broadcast.KnowsFiles",
    "files, badhouse.files.KnowsLookup",
    "wire, badhouse.wire.KnowsSecurity",
    "client, badhouse.client.KnowsApp",
    "edge, badhouse.edge.line.KnowsApp",
    "app, badhouse.app.KnowsClient",
  })
  void arrowsReportWhoPointsUpOrSideways(String room, String culprit) {
    assertThat(culprits(rules -> rules.arrowsOf(room))).contains(culprit);
  }

  @Test
  void edgeThatKnowsAProtocolIsReported() {
    assertThat(culprits(HouseRules::edgeKnowsNoProtocol))
        .containsExactly("badhouse.edge.KnowsLine");
  }

  @Test
  void arrowsAllowRoomsFurtherDown() {
    List<String> culprits =
        Stream.of("cli", "edge").flatMap(room -> culprits(r -> r.arrowsOf(room)).stream()).toList();
    assertThat(culprits).doesNotContain("badhouse.cli.KnowsBase", "badhouse.edge.KnowsBase");
  }

  @Test
  void roomsOutsideThePlanAreReported() {
    assertThat(culprits(HouseRules::everyClassHasARoom))
        .containsExactlyInAnyOrder("badhouse.cellar.Hidden", "badhouse.cellar.helper.Vague");
  }

  @Test
  void knowingTheEntryPointIsReported() {
    assertThat(culprits(HouseRules::nobodyKnowsTheEntryPoint))
        .containsExactly("badhouse.cli.KnowsMain");
  }

  @Test
  void pekkoInWireIsReportedAndByteStringIsNot() {
    assertThat(culprits(HouseRules::wireKnowsOnlyByteString))
        .containsExactly("badhouse.wire.KnowsActors");
  }

  @Test
  void vagueNamesAreReported() {
    assertThat(culprits(HouseRules::noVagueNames)).containsExactly("badhouse.cellar.helper.Vague");
  }

  @Test
  void packagesWithoutNullMarkedAreReported() {
    List<String> report = report(HouseRules::packagesAreNullMarked);
    assertThat(report).contains("badhouse.lookup").doesNotContain("badhouse.base");
  }

  @Test
  void startingProcessesIsReported() {
    assertThat(culprits(HouseRules::noProcesses))
        .containsExactlyInAnyOrder("badhouse.lookup.BuildsProcess", "badhouse.lookup.Executes");
  }

  @Test
  void javaSerializationIsReported() {
    assertThat(culprits(HouseRules::noJavaSerialization))
        .containsExactly("badhouse.lookup.Deserializes");
  }

  @Test
  void sleepingIsReported() {
    assertThat(culprits(HouseRules::noSleep))
        .containsExactlyInAnyOrder("badhouse.lookup.Sleeps", "badhouse.lookup.SleepsByUnit");
  }

  @Test
  void printingIsReportedOutsideCommandLineAndApp() {
    assertThat(culprits(HouseRules::noPrinting)).containsExactly("badhouse.lookup.Prints");
  }

  @Test
  void actorSuffixIsReported() {
    assertThat(culprits(HouseRules::noActorSuffix)).containsExactly("badhouse.lookup.LineActor");
  }

  private static List<String> report(Function<HouseRules, ArchRule> rule) {
    return rule.apply(BAD_RULES).evaluate(BAD_HOUSE).getFailureReport().getDetails();
  }

  /** The names of the bad house's classes that the rule's report begins its lines with. */
  private static List<String> culprits(Function<HouseRules, ArchRule> rule) {
    List<String> report = report(rule);
    return BAD_HOUSE.stream()
        .map(type -> type.getName())
        .filter(name -> report.stream().anyMatch(line -> line.matches("[^<]*<" + name + "[.>].*")))
        .toList();
  }
}
