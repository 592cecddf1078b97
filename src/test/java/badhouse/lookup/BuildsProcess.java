package badhouse.lookup;

final class BuildsProcess {
  ProcessBuilder program = new ProcessBuilder("true");
}
