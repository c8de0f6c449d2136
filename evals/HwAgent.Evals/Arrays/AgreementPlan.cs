namespace HwAgent.Evals.Arrays;

/// <summary>Which random products an agreement run simulates; the first line of its file.</summary>
/// <param name="Seed">Decides hardware, products, operands and memory timings.</param>
/// <param name="ProductsPerAccelerator">Random products that each random accelerator runs; every fifth is up to four times larger in each dimension.</param>
/// <param name="Program">Version and commit that predicted and simulated.</param>
public sealed record AgreementPlan(ulong Seed, int ProductsPerAccelerator, string Program)
{
    /// <summary>Seeds of one plan are this far from those of the next: no two plans share a case.</summary>
    private const ulong Accelerators = 1_000_000;

    /// <summary>As many seeds as an accelerator has for its products.</summary>
    public const int MostProductsPerAccelerator = 999;

    /// <summary>Seed of the accelerator that product <paramref name="index"/> runs on.</summary>
    public ulong HardwareSeed(int index) => Seed * Accelerators + (ulong)(index / ProductsPerAccelerator) + 1;

    /// <summary>Seed of product <paramref name="index"/>, its operands and its memory timing.</summary>
    public ulong ProductSeed(int index) => HardwareSeed(index) * 1000 + (ulong)(index % ProductsPerAccelerator) + 1;

    public override string ToString() => $"seed {Seed}, {ProductsPerAccelerator} products an accelerator, {Program}";

    /// <summary>How much larger than usual product <paramref name="index"/> may be.</summary>
    public static int Scale(int index) => index % 5 == 4 ? 4 : 1;
}
