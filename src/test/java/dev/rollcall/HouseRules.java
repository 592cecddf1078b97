package dev.rollcall;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveSimpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of the house, for any root package, so that a house built wrong on purpose can show
 * that each of them is able to fail.
 *
 * <pre>
 *  cli ──► app ──► edge ──► lookup, broadcast, files ──► store ──► cluster ──► security ──► base
 *   │               └─────► wire ──► base
 *   └────► client ──► wire, security
 * </pre>
 */
final class HouseRules {
  /** What each room may know; the rooms below those too, and always itself. */
  private static final Map<String, Set<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("cli", Set.of("app", "client")),
              Map.entry("app", Set.of("edge")),
              Map.entry("edge", Set.of("lookup", "broadcast", "files", "wire")),
              Map.entry("lookup", Set.of("store")),
              Map.entry("broadcast", Set.of("store")),
              Map.entry("files", Set.of("store")),
              Map.entry("store", Set.of("cluster")),
              Map.entry("cluster", Set.of("security")),
              Map.entry("security", Set.of("base")),
              Map.entry("wire", Set.of("base")),
              Map.entry("client", Set.of("wire", "security")),
              Map.entry("base", Set.of())));

  private static final Set<String> VAGUE_NAMES =
      Set.of(
          "util",
          "utils",
          "common",
          "impl",
          "model",
          "models",
          "helper",
          "helpers",
          "manager",
          "managers",
          "misc");

  /** Packages that may start other programs: none of the server does. */
  private static final Set<String> MAY_START_PROCESSES = Set.of();

  /** Waits out one tick of the file system's clock, on a thread that is there for waiting. */
  private static final Set<String> MAY_SLEEP = Set.of("lookup.SourceIdentity");

  private final String root;

  HouseRules(String root) {
    this.root = root;
  }

  /** Every rule that holds for the product's own code. */
  List<ArchRule> forTheProduct() {
    Stream<ArchRule> arrows = ARROWS.keySet().stream().map(this::arrowsOf);
    Stream<ArchRule> others =
        Stream.of(
            everyClassHasARoom(),
            nobodyKnowsTheEntryPoint(),
            edgeKnowsNoProtocol(),
            wireKnowsOnlyByteString(),
            noVagueNames(),
            packagesAreNullMarked(),
            noProcesses(),
            noJavaSerialization(),
            noSleep(),
            noPrinting(),
            noActorSuffix());
    return Stream.concat(arrows, others).toList();
  }

  /** The rules that tests and benchmarks keep as well. */
  List<ArchRule> forTheTests() {
    return List.of(noSleep(), noActorSuffix(), noVagueNames());
  }

  ArchRule arrowsOf(String room) {
    Set<String> allowed = below(room).collect(Collectors.toSet());
    String[] forbidden =
        ARROWS.keySet().stream()
            .filter(other -> !allowed.contains(other))
            .map(other -> room(other))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(room(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .allowEmptyShould(true);
  }

  ArchRule everyClassHasARoom() {
    String[] rooms =
        Stream.concat(Stream.of(root), ARROWS.keySet().stream().map(this::room))
            .toArray(String[]::new);
    return classes().should().resideInAnyPackage(rooms);
  }

  ArchRule nobodyKnowsTheEntryPoint() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root)
        .allowEmptyShould(true);
  }

  ArchRule edgeKnowsNoProtocol() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".edge")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root + ".edge.(*)..")
        .allowEmptyShould(true);
  }

  ArchRule wireKnowsOnlyByteString() {
    DescribedPredicate<JavaClass> otherPekko =
        DescribedPredicate.describe(
            "belong to Pekko and are not ByteString",
            type ->
                type.getPackageName().startsWith("org.apache.pekko")
                    && !type.getName().matches("org\\.apache\\.pekko\\.util\\.ByteString(\\$.*)?"));
    return noClasses()
        .that()
        .resideInAPackage(room("wire"))
        .should(dependOnClassesThat(otherPekko))
        .allowEmptyShould(true);
  }

  ArchRule noVagueNames() {
    DescribedPredicate<JavaClass> vague =
        DescribedPredicate.describe(
            "in a package named one of " + VAGUE_NAMES,
            type -> Stream.of(type.getPackageName().split("\\.")).anyMatch(VAGUE_NAMES::contains));
    return noClasses().should(ArchCondition.from(vague)).allowEmptyShould(true);
  }

  ArchRule packagesAreNullMarked() {
    return all(packages()).should(beNullMarked());
  }

  ArchRule noProcesses() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            MAY_START_PROCESSES.stream().map(this::room).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould(callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec")))));
  }

  ArchRule noJavaSerialization() {
    return noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);
  }

  ArchRule noSleep() {
    DescribedPredicate<JavaClass> allowed =
        DescribedPredicate.describe(
            "are one of " + MAY_SLEEP,
            type -> MAY_SLEEP.stream().anyMatch(name -> type.getName().equals(root + "." + name)));
    return noClasses()
        .that(DescribedPredicate.not(allowed))
        .should(
            callMethodWhere(
                target(name("sleep"))
                    .and(target(owner(type(Thread.class).or(type(TimeUnit.class)))))))
        .allowEmptyShould(true);
  }

  ArchRule noPrinting() {
    return noClasses()
        .that(
            DescribedPredicate.not(resideInAPackage(room("cli")).or(resideInAPackage(room("app")))))
        .should(accessField(System.class, "out"))
        .allowEmptyShould(true);
  }

  ArchRule noActorSuffix() {
    return noClasses().should(haveSimpleNameEndingWith("Actor")).allowEmptyShould(true);
  }

  private static Stream<String> below(String room) {
    return Stream.concat(
            Stream.of(room),
            ARROWS.getOrDefault(room, Set.of()).stream().flatMap(HouseRules::below))
        .distinct();
  }

  private String room(String name) {
    return root + "." + name + "..";
  }

  private static DescribedPredicate<JavaClass> type(Class<?> type) {
    return JavaClass.Predicates.type(type);
  }

  private static ClassesTransformer<JavaPackage> packages() {
    return new AbstractClassesTransformer<>("packages") {
      @Override
      public Iterable<JavaPackage> doTransform(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
      }
    };
  }

  private static ArchCondition<JavaPackage> beNullMarked() {
    return new ArchCondition<>("have a package-info with @NullMarked") {
      @Override
      public void check(JavaPackage found, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(
                found, found.isAnnotatedWith(NullMarked.class), found.getName()));
      }
    };
  }
}
