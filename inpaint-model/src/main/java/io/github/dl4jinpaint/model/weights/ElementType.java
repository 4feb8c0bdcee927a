package io.github.dl4jinpaint.model.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;

/** The types of a tensor's values, by their names in .safetensors files. */
enum ElementType {
  F64("DoubleStorage", 8),
  F32("FloatStorage", 4),
  F16("HalfStorage", 2),
  BF16("BFloat16Storage", 2),
  I64("LongStorage", 8),
  I32("IntStorage", 4),
  I16("ShortStorage", 2),
  I8("CharStorage", 1),
  U8("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String storageClass;
  private final int width;

  ElementType(String storageClass, int width) {
    this.storageClass = storageClass;
    this.width = width;
  }

  /** Bytes of a value. */
  int width() {
    return width;
  }

  /** The type with a name as .safetensors files have it. */
  static Optional<ElementType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** The type that a class of PyTorch's module "torch" stores, such as FloatStorage. */
  static Optional<ElementType> ofStorageClass(String name) {
    return Arrays.stream(values()).filter(type -> type.storageClass.equals(name)).findFirst();
  }

  /** The value at a byte of a buffer. Integers beyond 2⁵³ are rounded. */
  double get(ByteBuffer bytes, int at) {
    return switch (this) {
      case F64 -> bytes.getDouble(at);
      case F32 -> bytes.getFloat(at);
      case F16 -> HalfIndexer.toFloat(bytes.getShort(at));
      case BF16 -> Bfloat16Indexer.toFloat(bytes.getShort(at));
      case I64 -> bytes.getLong(at);
      case I32 -> bytes.getInt(at);
      case I16 -> bytes.getShort(at);
      case I8 -> bytes.get(at);
      case U8 -> bytes.get(at) & 0xff;
      case BOOL -> bytes.get(at) == 0 ? 0 : 1;
    };
  }
}
