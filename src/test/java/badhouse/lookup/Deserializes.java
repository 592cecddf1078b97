package badhouse.lookup;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

final class Deserializes {
  Object read(InputStream in) throws IOException, ClassNotFoundException {
    return new ObjectInputStream(in).readObject();
  }
}
