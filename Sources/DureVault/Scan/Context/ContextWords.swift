/// Words that mean "a number" in general, and words that say a number is harmless.
///
/// Each has at least three bytes, since the search begins with three. A word in Latin letters counts
/// only where no letter stands beside it.
enum ContextWords {
    /// Economies (or `*` for all) and their words for a number of some kind.
    static let anyNumber: [(economies: String, words: String)] = [
        (
            "*",
            "number|no.|no:|num.|num:|nr.|id:|id no|id number|identifier|identification|identity"
        ),
        ("KR", "번호|등록번호|식별번호"),
        ("JP", "番号|ナンバー"),
        ("CN SG", "号码|编号|证号|号"),
        ("TW HK", "號碼|字號|編號|號"),
        ("TH", "เลขที่|หมายเลข|เลข"),
        ("ID", "nomor|nomer"),
        ("MY BN", "nombor|no. pendaftaran"),
        ("VN", "số"),
        ("MX PE CL", "número|numero|núm.|n.º|clave"),
        ("PH", "numero|bilang"),
        ("RU", "номер|№"),
        ("CA", "numéro|numero"),
    ]

    /// What is said of telephone numbers.
    static let phone =
        "tel|tel.|telephone|phone|mobile|cell|fax|전화|전화번호|연락처|휴대폰|휴대전화|핸드폰|팩스|電話|電話番号|携帯|"
        + "電話號碼|电话|手机|手機|联系方式|โทร|โทรศัพท์|เบอร์|điện thoại|số điện thoại|sđt|telepon|telp|ponsel|"
        + "telefon|bimbit|telepono|teléfono|telefono|celular|móvil|телефон|тел.|моб.|téléphone|cellulaire"

    /// What is numbered and belongs to nobody.
    static let harmless =
        "order number|order no|order id|invoice|tracking|isbn|issn|doi|주문번호|주문 번호|송장번호|운송장|"
        + "注文番号|請求書番号|订单|快递单号|訂單|發票|发票|คำสั่งซื้อ|đơn hàng|hóa đơn|pesanan|faktur|pedido|factura|"
        + "заказ|счёт-фактура|commande|facture"
}
