# Rows of patients who never lived, the same ones for the same seed.
#
#   awk -v seed=1 -v rows=160 -v numbers=1 -f patients.awk
#
# With numbers=1 each row has a Korean resident registration number whose check digit is right.
function draw(n) {  # Lehmer's generator (Park and Miller 1988): 0 to n - 1.
    state = (state * 16807) % 2147483647
    return int(state / 2147483647 * n)
}

function resident(age, sex,    number, sum, i) {
    number = sprintf("%02d%02d%02d", (126 - age) % 100, 1 + draw(12), 1 + draw(28))
    number = number (age > 26 ? 1 : 3) + sex sprintf("%05d", draw(100000))
    for (i = 1; i <= 12; i++) sum += substr("234567892345", i, 1) * substr(number, i, 1)
    number = number (11 - sum % 11) % 10
    return substr(number, 1, 6) "-" substr(number, 7)
}

BEGIN {
    state = 7919 * seed + 1
    for (i = 0; i < 20; i++) draw(2)
    print "patient," (numbers ? "resident_number," : "") "age,sex,pressure,cholesterol,disease,set"
    for (row = 1; row <= rows; row++) {
        age = 30 + draw(50); sex = draw(2)
        pressure = 95 + int(age / 2) + draw(40); cholesterol = 140 + draw(160)
        risk = age / 10 + (pressure - 120) / 12 + (cholesterol - 200) / 40 + sex + draw(6) - 9
        printf("P-%d%04d,", seed, row)
        if (numbers) printf("%s,", resident(age, sex))
        printf("%d,%s,%d,%d,%d,%s\n", age, (sex ? "F" : "M"), pressure, cholesterol, \
            (risk > 0), (draw(3) ? "train" : "test"))
    }
}
