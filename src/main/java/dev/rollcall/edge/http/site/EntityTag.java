package dev.rollcall.edge.http.site;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells one content of a file from another (RFC 9110, 8.8.3).
 *
 * @param opaque what is between the quotes
 * @param weak whether an equal tag may be another content: the file was being changed
 */
record EntityTag(String opaque, boolean weak) {
  private static final Pattern LIST_MEMBER = Pattern.compile("(W/)?\"([!\\x23-\\x7e]*)\"");

  /** Whether a list of tags, or {@code *}, has one that is equal and both are strong. */
  boolean strongIn(String list) {
    return isIn(list, true);
  }

  /** Whether a list of tags, or {@code *}, has one that is equal. */
  boolean weakIn(String list) {
    return isIn(list, false);
  }

  private boolean isIn(String list, boolean strong) {
    if (list.trim().equals("*")) {
      return true;
    }
    if (strong && weak) {
      return false;
    }
    Matcher members = LIST_MEMBER.matcher(list);
    while (members.find()) {
      boolean comparable = !strong || members.group(1) == null;
      if (comparable && opaque.equals(members.group(2))) {
        return true;
      }
    }
    return false;
  }

  /** The value of {@code ETag}. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + opaque + '"';
  }
}
