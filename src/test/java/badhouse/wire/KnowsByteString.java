package badhouse.wire;

import org.apache.pekko.util.ByteString;

final class KnowsByteString {
  ByteString bytes = ByteString.fromString("allowed");
}
