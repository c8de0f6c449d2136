using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Compressed;
using HwAgent.Models.Tests.Compressed;

namespace HwAgent.Models.Tests.Fuzzing;

/// <summary>Damaged folders of a compressed model: whatever is wrong in one of their files, reading ends with the model or with the reader's own error.</summary>
public sealed partial class CompressedFolderFuzzTests
{
    [Theory]
    [InlineData(CompressedFolder.ManifestName, false, 5, 500)]
    [InlineData(CompressedFolder.PlanName, false, 6, 200)]
    [InlineData(CompressedFolder.WeightsName, false, 7, 300)]
    [InlineData(CompressedFolder.ManifestName, true, 8, 500)]
    [InlineData(CompressedFolder.PlanName, true, 9, 100)]
    [InlineData(CompressedFolder.WeightsName, true, 10, 200)]
    public void Read_DamagedFile_OnlyEverGivesItsOwnError(string name, bool isPair, int seed, int count)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("model");
        CompressedFolder.Write(path, isPair ? SmallPair.Model : SmallCompressed.Create(), []);
        CompressedFolder.Read(path);
        var file = Path.Combine(path, name);
        var right = File.ReadAllBytes(file);
        var random = new Random(seed);
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            var mutator = new Mutator(random, [.. new[] { "{", "}", "[", "]", ",", "\"", "null", "-1", "1e400", "0", ": ", "\n", "&a", "*a", "? " }.Select(Encoding.UTF8.GetBytes)]);
            var bytes = name != CompressedFolder.WeightsName && random.Next(2) == 0 ? WithOtherNumbers(right, random, mutator) : mutator.Mutate(right);
            File.WriteAllBytes(file, bytes);
            if (TryRead(path, $"{name}, seed {seed}, input {i}", bytes)) accepted++;
        }

        Assert.InRange(accepted, 1, count - 1);
    }

    private static bool TryRead(string path, string where, byte[] bytes)
    {
        try
        {
            var read = CompressedFolder.Read(path);
            read.Weights.ToFloat();
            read.Vision?.Pair.ToFloat();
            return true;
        }
        catch (Exception e) when (e is InvalidModelException or InvalidConfigException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{where}: {e.Message} for {Convert.ToBase64String(bytes)}", e);
        }
    }

    /// <summary>The same text with one or two of its numbers replaced.</summary>
    private static byte[] WithOtherNumbers(byte[] file, Random random, Mutator mutator)
    {
        var text = Encoding.UTF8.GetString(file);
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var numbers = Number().Matches(text);
            var number = numbers[random.Next(numbers.Count)];
            var other = random.Next(3) switch { 0 => "-" + (int)mutator.Limit(), 1 => $"{mutator.Limit()}", _ => ((int)(mutator.Limit() & 0xFF)).ToString(CultureInfo.InvariantCulture) };
            text = string.Concat(text.AsSpan(0, number.Index), other.Replace("--", "-", StringComparison.Ordinal), text.AsSpan(number.Index + number.Length));
        }

        return Encoding.UTF8.GetBytes(text);
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
