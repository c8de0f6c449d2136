namespace HwAgent.Models.Gguf;

/// <summary>Types of metadata values, by their numbers in the file.</summary>
internal enum GgufValueType
{
    UInt8 = 0,
    Int8 = 1,
    UInt16 = 2,
    Int16 = 3,
    UInt32 = 4,
    Int32 = 5,
    Float32 = 6,
    Boolean = 7,
    Text = 8,
    List = 9,
    UInt64 = 10,
    Int64 = 11,
    Float64 = 12,
}
