package dev.rollcall.security;

import dev.rollcall.base.UserError;
import java.nio.file.Path;

/**
 * A file with TLS material, and what the user calls it, so that a fault can name both.
 *
 * @param setting the configuration key or command-line option that gave the path
 */
public record TlsFile(String setting, Path path) {

  /** An error that names setting and file and ends in what is wrong and what to do. */
  UserError fault(String what) {
    return UserError.configuration(setting + " = " + path + ": " + what);
  }
}
